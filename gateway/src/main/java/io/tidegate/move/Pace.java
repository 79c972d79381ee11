package io.tidegate.move;

import io.tidegate.config.Rate;
import io.tidegate.time.SharedRateLimit;
import java.util.concurrent.TimeUnit;

/**
 * How fast sessions are moved, whichever loops they are on: a rate, and whether it stands still. Shared; taken from once for
 * each session.
 */
final class Pace {
    /** How much of the rate may be used at once, so that a loop that is late for some turns makes up for them. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long intervalNanos;
    private final SharedRateLimit limit = new SharedRateLimit(System.nanoTime());
    private volatile boolean paused;

    Pace(Rate rate) {
        this.intervalNanos = rate.intervalNanos();
    }

    void pause(boolean whether) {
        paused = whether;
    }

    boolean isPaused() {
        return paused;
    }

    /**
     * Takes the next turn, if it has come.
     *
     * @return 0 if it has; else nanoseconds after which to ask again
     */
    long take(long nowNanos) {
        if (paused) {
            return PAUSE_NANOS;
        }
        return limit.tryTake(intervalNanos, BURST_NANOS, nowNanos)
                ? 0
                : Math.max(1, limit.waitNanos(BURST_NANOS, nowNanos));
    }
}
