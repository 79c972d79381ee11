package io.tidegate.time;

import java.util.concurrent.atomic.AtomicLong;

/** A {@link RateLimit} that threads share, and whose rate may change from call to call. Shared, without locks. */
public final class SharedRateLimit {
    private final AtomicLong theoreticalArrivalNanos;

    /** @param nowNanos as {@link System#nanoTime} */
    public SharedRateLimit(long nowNanos) {
        theoreticalArrivalNanos = new AtomicLong(nowNanos);
    }

    /**
     * Takes one permit if the rate allows it.
     *
     * @param intervalNanos between two permits at the limit; at least 1
     * @param toleranceNanos how much of the time ahead may be used at once
     * @return false if refused; a refused call costs no permit
     */
    public boolean tryTake(long intervalNanos, long toleranceNanos, long nowNanos) {
        while (true) {
            long arrival = theoreticalArrivalNanos.get();
            long ahead = arrival - nowNanos;
            if (ahead > toleranceNanos) {
                return false;
            }
            if (theoreticalArrivalNanos.compareAndSet(arrival, next(arrival, intervalNanos, nowNanos))) {
                return true;
            }
        }
    }

    /**
     * Takes the next permit that there will be, ahead of everybody who asks later.
     *
     * @return nanoseconds until it may be used; 0 for now
     */
    public long take(long intervalNanos, long toleranceNanos, long nowNanos) {
        long arrival = theoreticalArrivalNanos.getAndUpdate(before -> next(before, intervalNanos, nowNanos));
        return Math.max(0, arrival - nowNanos - toleranceNanos);
    }

    /** Nanoseconds until {@link #tryTake} may succeed, if nobody else takes that permit. */
    public long waitNanos(long toleranceNanos, long nowNanos) {
        return Math.max(0, theoreticalArrivalNanos.get() - nowNanos - toleranceNanos);
    }

    private static long next(long arrival, long intervalNanos, long nowNanos) {
        return (arrival - nowNanos > 0 ? arrival : nowNanos) + intervalNanos;
    }
}
