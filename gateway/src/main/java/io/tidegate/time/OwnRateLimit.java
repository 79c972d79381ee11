package io.tidegate.time;

import io.tidegate.protocol.HotPath;

/** A {@link RateLimit} of one owner. Confined. */
public final class OwnRateLimit implements RateLimit {
    private long theoreticalArrivalNanos;

    /** @param nowNanos never after a call's */
    public OwnRateLimit(long nowNanos) {
        this.theoreticalArrivalNanos = nowNanos;
    }

    @HotPath
    @Override
    public long take(long costNanos, long toleranceNanos, long patienceNanos, long nowNanos) {
        long ahead = Math.max(0, theoreticalArrivalNanos - nowNanos); // a difference, so that nanoTime may wrap
        long wait = Math.max(0, ahead - toleranceNanos);
        if (wait > patienceNanos) {
            return -wait;
        }
        theoreticalArrivalNanos = nowNanos + Math.min(SharedRateLimit.MOST_AHEAD_NANOS, ahead + costNanos);
        return wait;
    }

    @HotPath
    @Override
    public void giveBack(long costNanos) {
        theoreticalArrivalNanos -= costNanos;
    }
}
