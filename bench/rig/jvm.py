"""Memory of a running Tidegate, seen from inside: through jcmd, and through its metrics."""

import os
import re
import urllib.request


def live_bytes(programs, proxy):
    """Live heap after a full collection, and direct memory."""
    heap = live_heap_bytes(programs, proxy.pid)
    return heap, direct_bytes(metrics(proxy.setting.admin))


def live_heap_bytes(programs, pid):
    """What is reachable: the sum over all classes after a full collection."""
    jcmd = os.path.join(os.path.dirname(os.readlink(f"/proc/{pid}/exe")), "jcmd")
    histogram = programs.output([jcmd, str(pid), "GC.class_histogram"])
    total = re.search(r"^Total\s+\d+\s+(\d+)", histogram, re.MULTILINE)
    if not total:
        raise SystemExit(f"{jcmd} {pid} GC.class_histogram told nothing: {histogram[:500]}")
    return int(total.group(1))


def direct_bytes(metrics):
    """All direct buffers: those that the JVM counts, or those that Netty does, where it goes around the JVM."""
    return max(metrics['jvm_buffer_memory_used_bytes{id="direct"}'], metrics["tidegate_netty_reserved_direct_bytes"])


def metrics(admin_port):
    """Metrics of the gateway by name and labels, as they are written."""
    with urllib.request.urlopen(f"http://127.0.0.1:{admin_port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[:1] != "#")}
