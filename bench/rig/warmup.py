"""What a JVM compiled while it was cold it compiles again: it is to have done so before anything is measured."""

ECHO = "-m echo -c 64 -P 4 -s 128"
LOAD_SECONDS = 5


def warm(rig, proxy, load, seconds):
    """Once for each proxy echoes, and once for each load that load, on all cores; nothing for 0 seconds."""
    if not proxy.peer.is_jvm or not seconds:
        return
    for each, length in ((ECHO, seconds), (load, LOAD_SECONDS)):
        if each not in proxy.warmed:
            rig.measure(proxy, each, length, 0, spread=True)
            proxy.warmed.add(each)
