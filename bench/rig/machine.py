"""What the kernel says about processes and about the machine (Linux, /proc)."""

import os
import re
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))


def tree(pid):
    """The process and all that descend from it."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        fields = _stat(name)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def cpu_seconds(pids):
    """CPU time that processes have used so far: (user, system). The kernel counts in steps of 10 ms."""
    stats = [fields for fields in map(_stat, pids) if fields]
    return tuple(sum(int(fields[i]) for fields in stats) / TICKS_PER_SECOND for i in (11, 12))


def resident_bytes(pids):
    return sum(_status(pid, "VmRSS") * 1024 for pid in pids)


def threads(pid):
    return _status(pid, "Threads")


def descriptors(pid):
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def busy_seconds():
    """CPU time that the machine has spent on all processes together."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, irq, softirq = map(int, stat.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND


def pin(pids, cores):
    """Ties all threads of the processes to the cores; threads that they start later inherit that."""
    for pid in pids:
        try:
            tasks = os.listdir(f"/proc/{pid}/task")
        except OSError:
            continue
        for task in tasks:
            try:
                os.sched_setaffinity(int(task), cores)
            except OSError:
                pass  # has ended


def signal_all(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except OSError:
            pass  # has ended


def wait_until_quiet(percent, most_seconds):
    """Waits, for a limited time, until other programs use less than `percent` of one core."""
    deadline = time.monotonic() + most_seconds
    while time.monotonic() < deadline:
        before = busy_seconds()
        time.sleep(0.4)
        if (busy_seconds() - before) / 0.4 * 100 < percent:
            return


def wait_until(condition, most_seconds):
    """Whether the condition came true in time."""
    deadline = time.monotonic() + most_seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def description():
    """The machine, in the words of its own kernel."""
    with open("/proc/cpuinfo") as info:
        model = re.search(r"model name\s*:\s*(.*)", info.read())
    system = os.uname()
    return {
        "time": time.strftime("%F %T"),
        "cpu": model.group(1) if model else system.machine,
        "cores": len(CORES),
        "kernel": system.release,
        "load": os.getloadavg(),
    }


def _stat(pid):
    """Fields of /proc/PID/stat from the third on: after the program's name, which may hold anything."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()
    except OSError:
        return None


def _status(pid, key):
    try:
        with open(f"/proc/{pid}/status") as status:
            found = re.search(rf"^{key}:\s+(\d+)", status.read(), re.MULTILINE)
    except OSError:
        return 0
    return int(found.group(1)) if found else 0
