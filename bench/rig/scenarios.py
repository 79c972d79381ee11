"""What is sent through the proxies."""

import fnmatch
from dataclasses import dataclass

SMALL = ("nginx", "haproxy", "tidegate")
LARGE = ("nginx", "nginx-64k", "haproxy", "caddy", "tidegate")
IDLE_SESSIONS = 9_000  # two descriptors each; 20,000 is a common hard limit


@dataclass(frozen=True)
class Scenario:
    name: str
    load: str  # arguments of wsload
    peers: tuple = SMALL

    @property
    def cores(self):
        return 2 if self.name.endswith("/2-cores") else 1

    @property
    def tls(self):
        return self.name.endswith("/tls")

    @property
    def is_idle(self):
        return "-m idle" in self.load

    @property
    def sessions(self):
        """Of an idle scenario."""
        return int(self.load.split("-c")[1].split()[0])


SCENARIOS = (
    Scenario("echo-small", "-m echo -c 64 -P 1 -s 128"),
    Scenario("echo-pipelined", "-m echo -c 64 -P 16 -s 128"),
    Scenario("echo-many", "-m echo -c 2000 -P 1 -s 128"),
    Scenario("echo-large", "-m echo -c 32 -P 1 -s 65536", LARGE),
    Scenario("echo-1M", "-m echo -c 4 -P 1 -s 1048576", LARGE),
    Scenario("storm", "-m storm -c 32"),
    Scenario("rate", "-m rate -c 1000 -R 10000 -s 256"),
    Scenario("echo-small/2-cores", "-m echo -c 64 -P 1 -s 128"),
    Scenario("echo-pipelined/2-cores", "-m echo -c 64 -P 16 -s 128"),
    Scenario("echo-many/2-cores", "-m echo -c 2000 -P 1 -s 128"),
    Scenario("storm/2-cores", "-m storm -c 32"),
    Scenario("echo-small/tls", "-m echo -c 64 -P 1 -s 128"),
    Scenario("echo-large/tls", "-m echo -c 32 -P 1 -s 65536", ("nginx", "nginx-64k", "haproxy", "tidegate")),
    Scenario("storm/tls", "-m storm -c 32"),
    Scenario("idle", f"-m idle -c {IDLE_SESSIONS}"),
)


def select(wishes):
    """Scenarios by name, by pattern, or made up as NAME=ARGUMENTS; all of them without a wish."""
    chosen = []
    for wish in wishes or ["*"]:
        if "=" in wish:
            found = [Scenario(*wish.split("=", 1))]
        else:
            found = [scenario for scenario in SCENARIOS if fnmatch.fnmatchcase(scenario.name, wish)]
        if not found:
            raise SystemExit(f"no scenario {wish}; there are: {', '.join(scenario.name for scenario in SCENARIOS)}")
        chosen += [scenario for scenario in found if scenario not in chosen]
    return chosen
