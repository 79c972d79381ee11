package io.tidegate.telemetry;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.tidegate.telemetry.LiveSample.Quantiles;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What timers with the buckets of {@link Meters#FAST} had counted at one moment. Immutable. */
final class TimeBuckets {
    private final double[] upTo; // how many took at most as long as each bound
    private final double count;

    private TimeBuckets(double[] upTo, double count) {
        this.upTo = upTo;
        this.count = count;
    }

    /** Of those timers of a family whose labels fit. */
    static TimeBuckets of(Family<Timer> timers, Predicate<List<String>> which) {
        double[] upTo = new double[Meters.FAST.length];
        double[] count = new double[1];
        timers.forEach((labels, timer) -> {
            if (which.test(labels)) {
                HistogramSnapshot snapshot = timer.takeSnapshot();
                count[0] += snapshot.count();
                add(upTo, snapshot.histogramCounts());
            }
        });
        return new TimeBuckets(upTo, count[0]);
    }

    private static void add(double[] upTo, CountAtBucket[] buckets) {
        for (int i = 0; i < Math.min(upTo.length, buckets.length); i++) {
            upTo[i] += buckets[i].count();
        }
    }

    /** Of what was counted since {@code before}; null if nothing was. */
    @Nullable
    Quantiles since(TimeBuckets before) {
        double added = count - before.count;
        return added <= 0 ? null : new Quantiles(quantile(before, 0.5 * added), quantile(before, 0.99 * added));
    }

    /** Milliseconds that {@code rank} of what was added took at most, straight between the bounds of its bucket. */
    private double quantile(TimeBuckets before, double rank) {
        double lower = 0;
        double below = 0;
        for (int i = 0; i < upTo.length; i++) {
            double upper = Meters.FAST[i].toNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1);
            double until = upTo[i] - before.upTo[i];
            if (until >= rank) {
                return lower + (upper - lower) * (rank - below) / (until - below);
            }
            lower = upper;
            below = until;
        }
        return lower; // longer than the last bound
    }
}
