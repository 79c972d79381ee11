package io.tidegate.time;

import io.tidegate.protocol.HotPath;
import java.time.Duration;

/**
 * How fast something may go, in the time that a {@link RateLimit} reckons in. Immutable.
 *
 * @param unitNanos between two units at the limit
 * @param burstNanos what all units together cost that may go at once after a pause
 */
public record Pace(double unitNanos, long burstNanos) {
    /** Makes sums of costs far from where they would overflow; decades. */
    private static final long MOST_NANOS = 1L << 60;

    /**
     * So many units per time.
     *
     * @param units 1 or more
     * @param burst units at once after a pause; 1 or more
     */
    public static Pace of(long units, Duration per, long burst) {
        double unitNanos = (double) per.toNanos() / units;
        return new Pace(unitNanos, bounded(burst * unitNanos));
    }

    /** What so many units cost. */
    @HotPath
    public long costNanos(long units) {
        return bounded(units * unitNanos);
    }

    /**
     * How much may have been taken ahead of time where {@code costNanos} is to go now. What costs more than the burst goes
     * when nothing is owed, and is owed itself then.
     */
    @HotPath
    public long toleranceNanos(long costNanos) {
        return Math.max(0, burstNanos - costNanos);
    }

    @HotPath
    private static long bounded(double nanos) {
        return (long) Math.min(MOST_NANOS, nanos);
    }
}
