package io.tidegate.time;

import java.util.concurrent.TimeUnit;

/** A loop's clock that a test moves. */
public final class BurstClocks {
    private final BurstClock clock = new BurstClock();

    private BurstClocks(long nanos) {
        clock.nowNanos = nanos;
        clock.read = true;
    }

    public static BurstClocks startingAt(long nanos) {
        return new BurstClocks(nanos);
    }

    public BurstClock clock() {
        return clock;
    }

    public void advance(long amount, TimeUnit unit) {
        clock.nowNanos += unit.toNanos(amount);
    }
}
