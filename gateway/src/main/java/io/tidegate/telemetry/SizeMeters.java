package io.tidegate.telemetry;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.tidegate.protocol.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The sizes of messages as a histogram. The loops count into their own buckets, and Micrometer has no meter for what was counted
 * elsewhere, so it is told to Prometheus' registry itself. Asked by one scrape at a time.
 */
final class SizeMeters implements Collector {
    private static final String NAME = "tidegate_message_size_bytes";
    private static final double[] BOUNDS = bounds();

    private final Collection<LoopTelemetry> loops;

    SizeMeters(Collection<LoopTelemetry> loops) {
        this.loops = List.copyOf(loops);
    }

    @Override
    public MetricSnapshot collect() {
        List<HistogramDataPointSnapshot> points = new ArrayList<>();
        loops.stream()
                .flatMap(loop -> loop.published().keySet().stream())
                .distinct()
                .sorted()
                .forEach(route -> {
                    for (Side side : Side.values()) {
                        points.add(point(route, side));
                    }
                });
        return new HistogramSnapshot(new MetricMetadata(NAME, "Payload bytes of a message on the wire."), points);
    }

    private HistogramDataPointSnapshot point(String route, Side side) {
        long[] counts = new long[BOUNDS.length];
        double sum = 0;
        for (LoopTelemetry loop : loops) {
            Map<String, RouteTotals> published = loop.published();
            RouteTotals totals = published.get(route);
            if (totals != null) {
                RouteTotals.Leg leg = totals.from(side);
                Arrays.setAll(counts, bucket -> counts[bucket] + leg.sizes().in(bucket));
                sum += leg.totals().bytes();
            }
        }
        return HistogramDataPointSnapshot.builder()
                .labels(Labels.of("route", route, "side", side.label()))
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, counts))
                .sum(sum)
                .build();
    }

    private static double[] bounds() {
        long[] bounds = MessageSizes.bounds();
        double[] all = new double[bounds.length + 1];
        Arrays.setAll(all, i -> i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY);
        return all;
    }
}
