package io.tidegate.time;

import io.tidegate.protocol.HotPath;

/** A limit of events per time with a burst. Virtual scheduling form of the generic cell rate algorithm (ITU-T I.371, annex A). Confined. */
public final class RateLimit {
    private final long intervalNanos;
    private final long toleranceNanos;
    private long theoreticalArrivalNanos;

    /**
     * @param intervalNanos between two events at the limit; at least 1
     * @param burst events at once after a pause; at least 1
     */
    public RateLimit(long intervalNanos, int burst, long nowNanos) {
        this.intervalNanos = intervalNanos;
        this.toleranceNanos = intervalNanos * (burst - 1);
        this.theoreticalArrivalNanos = nowNanos;
    }

    /**
     * Takes one permit if the rate allows it.
     *
     * @param nowNanos never before an earlier call's
     * @return false if refused; a refused call costs no permit
     */
    @HotPath
    public boolean tryTake(long nowNanos) {
        long ahead = theoreticalArrivalNanos - nowNanos; // a difference, so that nanoTime may wrap
        if (ahead > toleranceNanos) {
            return false;
        }
        theoreticalArrivalNanos = (ahead > 0 ? theoreticalArrivalNanos : nowNanos) + intervalNanos;
        return true;
    }

    /**
     * Takes one permit, of the future if need be.
     *
     * @return nanoseconds until the permit is due; 0 if it is now
     */
    @HotPath
    public long take(long nowNanos) {
        long ahead = theoreticalArrivalNanos - nowNanos;
        theoreticalArrivalNanos = (ahead > 0 ? theoreticalArrivalNanos : nowNanos) + intervalNanos;
        return Math.max(0, ahead - toleranceNanos);
    }
}
