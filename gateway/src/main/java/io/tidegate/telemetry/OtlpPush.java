package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.config.ConfigException;
import io.tidegate.config.OtlpConfig;
import io.tidegate.telemetry.otlp.Otlp;
import io.tidegate.telemetry.otlp.Outages;
import io.tidegate.telemetry.otlp.Outcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes all metrics to a receiver, again and again, on a thread of its own. They are counts since the start, so a push that fails is
 * made good by the next one. OpenTelemetry is loaded only where this, or tracing, is.
 * Shared.
 */
final class OtlpPush implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OtlpPush.class);
    private static final String KEY = "metrics.otlp";
    private static final Duration LAST = Duration.ofSeconds(2);

    private final OtlpConfig config;
    private final OtlpHttpMetricExporter exporter;
    private final OtlpMetrics metrics;
    private final Supplier<MetricSnapshots> now;
    private final Counter pushed;
    private final Counter failed;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private final Outages outages;

    private OtlpPush(OtlpConfig config, Otlp.Self self, Supplier<MetricSnapshots> now, Family<Counter> pushes) {
        Otlp.quiet();
        this.config = config;
        this.now = now;
        this.pushed = pushes.with("pushed");
        this.failed = pushes.with("failed");
        this.metrics = new OtlpMetrics(Otlp.resource("tidegate", config.attributes(), self));
        this.outages = new Outages(KEY + ": " + config.url(), "metrics");
        var builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(config.url().toString())
                .setTimeout(config.timeout())
                .setConnectTimeout(config.timeout())
                .setCompression("gzip")
                .setRetryPolicy(null)
                .setHeaders(config::headers);
        Otlp.trust(config.ca(), KEY + ".ca", builder::setTrustedCertificates);
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
    static OtlpPush start(OtlpConfig config, Otlp.Self self, Supplier<MetricSnapshots> now, Family<Counter> pushes) {
        OtlpPush push = new OtlpPush(config, self, now, pushes);
        push.thread.start();
        return push;
    }

    /** Pushes what there is at the end; returns after at most two and a half. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(LAST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Otlp.release(exporter::shutdown);
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
        Outcome outcome;
        try {
            outcome = Outcome.of(exporter.export(metrics.of(now.get())), config.timeout());
        } catch (RuntimeException e) {
            LOG.error("metrics cannot be pushed", e);
            outcome = Outcome.broken(e);
        }
        (outcome.isTaken() ? pushed : failed).increment();
        outages.tell(outcome);
    }
}
