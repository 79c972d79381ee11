"""The figures of a comparison, one table each: rows are scenarios, columns proxies, at the end Tidegate's ratio to the
best of the others."""

import report

# Title, figure, and which is the best of several.
FIGURES = (
    ("CPU µs per message, or per handshake in `storm` (of it in user mode)", "cpu_us", min),
    ("Messages, or handshakes, per second", "per_second", max),
    ("Latency p99, µs (in a closed loop it follows from the throughput: look at `rate`)", "p99_us", min),
    ("Resident memory per idle session, bytes", "resident_per_session", min),
    ("Live heap after a full collection and direct memory, per idle session, bytes", "live_per_session", min),
)


def tables(scenarios, peers, runs):
    """Tables in Markdown, of those figures that were measured."""
    head = ["scenario", *(peer.title for peer in peers)]
    head += [f"{peer.title} / best other" for peer in peers if peer.is_jvm]
    for title, key, best in FIGURES:
        rows = [_row(scenario, peers, _runs_by_peer(scenario, peers, runs), key, best) for scenario in scenarios]
        rows = [row for row in rows if row]
        if rows:
            yield f"### {title}\n\n{report.table(head, rows)}\n"


def _runs_by_peer(scenario, peers, runs):
    of_scenario = [run for run in runs if run["scenario"] == scenario.name]
    return {peer: [run for run in of_scenario if run["proxy"] == peer.name] for peer in peers}


def _row(scenario, peers, runs, key, best):
    """Nothing if the scenario does not have this figure."""
    values = {peer: report.median(runs[peer], key) for peer in peers}
    if all(value is None for value in values.values()):
        return None
    others = best((value for peer, value in values.items() if value and not peer.is_jvm), default=None)
    ratios = [_ratio(value, others) for peer, value in values.items() if peer.is_jvm]
    return [f"`{scenario.name}`", *(_cell(runs[peer], values[peer], key) for peer in peers), *ratios]


def _cell(runs, value, key):
    user = report.median(runs, "user_us") if key == "cpu_us" else None
    return report.number(value) if user is None else f"{report.number(value)} ({report.number(user)})"


def _ratio(value, other):
    return f"{value / other:.2f}" if value and other else report.number(None)
