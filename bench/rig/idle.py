"""What idle sessions take of a proxy's memory, in fresh proxies which nothing has warmed or touched before."""

import jvm
import machine
from rig import free_port


def resident(rig, peer, sessions, **setting):
    """Resident memory: all of it, and its growth while the sessions opened."""
    proxy = rig.start(peer, **setting)
    before = machine.resident_bytes(proxy.pids())
    with rig.held(proxy, sessions):
        after = machine.resident_bytes(proxy.pids())
    rig.end(proxy)
    return {"resident_bytes": after, "resident_per_session": (after - before) / sessions}


def live(rig, peer, sessions, **setting):
    """Live heap after a full collection and direct memory, of Tidegate, with an admin API to ask for the latter."""
    proxy = rig.start(peer, admin=free_port(), **setting)
    heap_before, direct_before = jvm.live_bytes(rig.programs, proxy)
    with rig.held(proxy, sessions):
        heap, direct = jvm.live_bytes(rig.programs, proxy)
    rig.end(proxy)
    return {
        "live_bytes": heap + direct,
        "live_per_session": (heap - heap_before + direct - direct_before) / sessions,
        "heap_per_session": (heap - heap_before) / sessions,
        "direct_per_session": (direct - direct_before) / sessions,
    }
