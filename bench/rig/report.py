"""Medians of rounds, as tables in Markdown and as JSON."""

import json
import os
import statistics
import sys
import time

from programs import HERE


def say(text):
    print(text, file=sys.stderr, flush=True)


def median(runs, key):
    """Of the runs that have the figure; None if none has."""
    values = [run[key] for run in runs if run.get(key) is not None]
    return statistics.median(values) if values else None


def number(value):
    """Three digits that count, or all before the point; a whole number as it is."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    decimals = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{decimals}f}"


def table(head, rows):
    lines = [list(head), ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def write(path, kind, result):
    path = path or os.path.join(HERE, "results", time.strftime(f"{kind}-%Y%m%d-%H%M%S.json"))
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    say(f"written {path}")
