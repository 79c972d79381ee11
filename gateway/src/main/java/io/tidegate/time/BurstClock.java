package io.tidegate.time;

import io.tidegate.protocol.HotPath;

/**
 * The clock of one event loop: reads the time once per burst of events, however many frames it has. Confined to the loop.
 */
public final class BurstClock {
    long nowNanos;
    boolean read;

    /** Nanoseconds as {@link System#nanoTime}, the same during one burst. */
    @HotPath
    public long nanos() {
        return read ? nowNanos : refresh();
    }

    /**
     * The next {@link #nanos} reads the time anew. Called at the end of each burst: of a read, and of the timers of one
     * tick. What else happens on the loop asks the system for the time, so that the clock does not stand still behind it.
     */
    @HotPath
    public void burstEnded() {
        read = false;
    }

    @HotPath
    private long refresh() {
        nowNanos = System.nanoTime();
        read = true;
        return nowNanos;
    }
}
