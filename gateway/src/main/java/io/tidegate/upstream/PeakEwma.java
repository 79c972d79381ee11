package io.tidegate.upstream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Moving average of a latency that follows a rise at once and forgets it over time. Shared, without locks. The algorithm
 * is the peak EWMA of Twitter's Finagle ({@code com.twitter.finagle.loadbalancer.PeakEwma}): with nothing observed it
 * decays towards zero, so that what was slow is tried again.
 */
final class PeakEwma {
    /** After so long an old observation weighs 1/e. */
    private static final double DECAY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicReference<Mean> mean = new AtomicReference<>(new Mean(0, 0, false));

    private record Mean(double nanos, long atNanos, boolean observed) {
        Mean with(long latencyNanos, long nowNanos) {
            if (!observed || latencyNanos >= nanos) {
                return new Mean(latencyNanos, nowNanos, true);
            }
            double kept = keptUntil(nowNanos);
            return new Mean(nanos * kept + latencyNanos * (1 - kept), nowNanos, true);
        }

        /** How much of the mean is left, 1 to 0. */
        double keptUntil(long nowNanos) {
            return Math.exp(-Math.max(0, nowNanos - atNanos) / DECAY_NANOS); // loops read the clock in any order
        }
    }

    /** @param nowNanos as {@link System#nanoTime} */
    void observe(long latencyNanos, long nowNanos) {
        mean.updateAndGet(before -> before.with(latencyNanos, nowNanos));
    }

    /** Whether anything was observed yet. */
    boolean observed() {
        return mean.get().observed();
    }

    /** The mean in nanoseconds, 0 before the first observation. */
    double nanos(long nowNanos) {
        Mean now = mean.get();
        return now.nanos() * now.keptUntil(nowNanos);
    }
}
