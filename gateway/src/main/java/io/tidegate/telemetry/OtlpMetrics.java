package io.tidegate.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.data.SummaryData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.data.ValueAtQuantile;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What a scrape would show, as OpenTelemetry has it: the same names and labels, counters without {@code _total}. Immutable. */
final class OtlpMetrics {
    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("io.tidegate");
    private static final AggregationTemporality SINCE_START = AggregationTemporality.CUMULATIVE;

    private final Resource resource;
    private final long startNanos = nowNanos();

    /** @param resource that they are of */
    OtlpMetrics(Resource resource) {
        this.resource = resource;
    }

    private record OneMetric(
            Resource getResource, String getName, String getDescription, MetricDataType getType, Data<?> getData)
            implements MetricData {
        @Override
        public InstrumentationScopeInfo getInstrumentationScopeInfo() {
            return SCOPE;
        }

        /** It is in the name. */
        @Override
        public String getUnit() {
            return "";
        }
    }

    Collection<MetricData> of(MetricSnapshots snapshots) {
        long nowNanos = nowNanos();
        return snapshots.stream().map(snapshot -> metric(snapshot, nowNanos)).toList();
    }

    private MetricData metric(MetricSnapshot snapshot, long nowNanos) {
        return switch (snapshot) {
            case CounterSnapshot counter ->
                metric(
                        counter,
                        "",
                        MetricDataType.DOUBLE_SUM,
                        SumData.createDoubleSumData(
                                true,
                                SINCE_START,
                                points(counter.getDataPoints(), point -> point(point, point.getValue(), nowNanos))));
            case GaugeSnapshot gauge ->
                metric(
                        gauge,
                        "",
                        MetricDataType.DOUBLE_GAUGE,
                        GaugeData.createDoubleGaugeData(
                                points(gauge.getDataPoints(), point -> point(point, point.getValue(), nowNanos))));
            case InfoSnapshot info ->
                metric(
                        info,
                        "_info",
                        MetricDataType.DOUBLE_GAUGE,
                        GaugeData.createDoubleGaugeData(
                                points(info.getDataPoints(), point -> point(point, 1, nowNanos))));
            case HistogramSnapshot histogram ->
                metric(
                        histogram,
                        "",
                        MetricDataType.HISTOGRAM,
                        HistogramData.create(
                                SINCE_START,
                                points(histogram.getDataPoints(), point -> histogramPoint(point, nowNanos))));
            case SummarySnapshot summary ->
                metric(
                        summary,
                        "",
                        MetricDataType.SUMMARY,
                        SummaryData.create(points(summary.getDataPoints(), point -> summaryPoint(point, nowNanos))));
            default -> throw new IllegalStateException("no meter of ours is a " + snapshot.getClass());
        };
    }

    private MetricData metric(MetricSnapshot snapshot, String suffix, MetricDataType type, Data<?> data) {
        var about = snapshot.getMetadata();
        String help = about.getHelp();
        return new OneMetric(resource, about.getPrometheusName() + suffix, help == null ? "" : help, type, data);
    }

    private static <P, R> List<R> points(List<P> points, Function<P, R> convert) {
        return points.stream().map(convert).toList();
    }

    private DoublePointData point(DataPointSnapshot point, double value, long nowNanos) {
        return DoublePointData.create(startNanos, nowNanos, attributes(point), value, List.of());
    }

    private HistogramPointData histogramPoint(HistogramDataPointSnapshot point, long nowNanos) {
        List<Double> bounds = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (ClassicHistogramBucket bucket : point.getClassicBuckets()) {
            counts.add(bucket.getCount());
            if (bucket.getUpperBound() != Double.POSITIVE_INFINITY) {
                bounds.add(bucket.getUpperBound());
            }
        }
        return HistogramPointData.create(
                startNanos, nowNanos, attributes(point), point.getSum(), false, 0, false, 0, bounds, counts);
    }

    private SummaryPointData summaryPoint(SummaryDataPointSnapshot point, long nowNanos) {
        List<ValueAtQuantile> quantiles = StreamSupport.stream(
                        point.getQuantiles().spliterator(), false)
                .map(quantile -> ValueAtQuantile.create(quantile.getQuantile(), quantile.getValue()))
                .toList();
        return SummaryPointData.create(
                startNanos, nowNanos, attributes(point), point.getCount(), point.getSum(), quantiles);
    }

    private static Attributes attributes(DataPointSnapshot point) {
        AttributesBuilder all = Attributes.builder();
        point.getLabels().forEach(label -> all.put(label.getName(), label.getValue()));
        return all.build();
    }

    private static long nowNanos() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }
}
