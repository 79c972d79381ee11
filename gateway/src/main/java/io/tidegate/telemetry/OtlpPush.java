package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.config.ConfigException;
import io.tidegate.config.OtlpConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes all metrics to a receiver, again and again, on a thread of its own. They are counts since the start, so a push that fails is
 * made good by the next one. No other class but {@link OtlpMetrics} knows OpenTelemetry, which is thus loaded only where this is.
 * Shared.
 */
final class OtlpPush implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OtlpPush.class);
    /** What the exporter says of a failure is told by us; held here, since that log forgets what nobody holds. */
    private static final java.util.logging.Logger EXPORTERS =
            java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

    private static final Duration LAST = Duration.ofSeconds(2);

    private final OtlpConfig config;
    private final OtlpHttpMetricExporter exporter;
    private final OtlpMetrics metrics;
    private final Supplier<MetricSnapshots> now;
    private final Counter pushed;
    private final Counter failed;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private boolean failing; // confined to the thread

    private OtlpPush(OtlpConfig config, String version, Supplier<MetricSnapshots> now, Family<Counter> pushes) {
        EXPORTERS.setLevel(Level.OFF);
        this.config = config;
        this.now = now;
        this.pushed = pushes.with("pushed");
        this.failed = pushes.with("failed");
        this.metrics = new OtlpMetrics(resource(config.attributes(), version));
        var builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(config.url().toString())
                .setTimeout(config.timeout())
                .setConnectTimeout(config.timeout())
                .setCompression("gzip")
                .setRetryPolicy(null)
                .setHeaders(config::headers);
        trust(builder, config.ca());
        this.exporter = builder.build();
        this.thread = Thread.ofVirtual().name("tidegate-otlp").unstarted(this::run);
    }

    /**
     * Begins to push, first after one interval.
     *
     * @param now asked for each push, on the thread of the push
     * @param pushes by result
     * @throws ConfigException if the authorities cannot be used
     */
    static OtlpPush start(OtlpConfig config, String version, Supplier<MetricSnapshots> now, Family<Counter> pushes) {
        OtlpPush push = new OtlpPush(config, version, now, pushes);
        push.thread.start();
        return push;
    }

    /** Pushes what there is at the end; returns after at most two seconds. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(LAST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exporter.shutdown();
    }

    private void run() {
        try {
            while (!stop.await(config.interval().toNanos(), TimeUnit.NANOSECONDS)) {
                push();
            }
            push();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void push() {
        String fault;
        try {
            CompletableResultCode done = exporter.export(metrics.of(now.get()));
            done.join(config.timeout().toNanos(), TimeUnit.NANOSECONDS);
            fault = done.isSuccess() ? null : reason(done);
        } catch (RuntimeException e) {
            LOG.error("metrics cannot be pushed", e);
            fault = e.toString();
        }
        tell(fault);
    }

    /** The first of several failures, and the end of them. */
    private void tell(@Nullable String fault) {
        (fault == null ? pushed : failed).increment();
        if (fault != null && !failing) {
            LOG.warn("metrics.otlp: {} does not take metrics: {}; it is tried again", config.url(), fault);
        } else if (fault == null && failing) {
            LOG.info("metrics.otlp: {} takes metrics again", config.url());
        }
        failing = fault != null;
    }

    private static String reason(CompletableResultCode done) {
        if (!done.isDone()) {
            return "no answer in time";
        }
        Throwable failure = done.getFailureThrowable();
        if (failure instanceof HttpExportException answered && answered.getResponse() != null) {
            return "HTTP status " + answered.getResponse().getStatusCode();
        }
        while (failure != null && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure == null ? "the push failed" : failure.toString();
    }

    private static Resource resource(Map<String, String> attributes, String version) {
        AttributesBuilder all = Attributes.builder()
                .put("service.name", "tidegate")
                .put("service.instance.id", UUID.randomUUID().toString())
                .put("service.version", version);
        attributes.forEach(all::put);
        return Resource.create(all.build());
    }

    private static void trust(OtlpHttpMetricExporterBuilder exporter, @Nullable Path ca) {
        try {
            if (ca != null) {
                exporter.setTrustedCertificates(Files.readAllBytes(ca));
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new ConfigException("metrics.otlp.ca must be a PEM file of certificates, got " + ca);
        }
    }
}
