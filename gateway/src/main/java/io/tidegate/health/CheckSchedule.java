package io.tidegate.health;

import java.util.concurrent.TimeUnit;

/**
 * When an endpoint is checked. Endpoints and nodes draw their times each on their own, so that checks never fall into step.
 *
 * @param intervalNanos from the start of a check to the start of the next
 */
record CheckSchedule(long intervalNanos) {
    private static final long SPREAD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double JITTER = 0.1;

    /**
     * Nanoseconds until the first check: somewhere in the first second, or in the interval if that is less.
     *
     * @param random from 0 to less than 1
     */
    long firstNanos(double random) {
        return (long) (Math.min(intervalNanos, SPREAD_NANOS) * random);
    }

    /**
     * Nanoseconds from the end of a check to the start of the next; 0 if it took longer than the interval.
     *
     * @param tookNanos what the check took
     * @param random from 0 to less than 1
     */
    long nextNanos(long tookNanos, double random) {
        double factor = 1 - JITTER + 2 * JITTER * random;
        return Math.max(0, (long) (intervalNanos * factor) - tookNanos);
    }
}
