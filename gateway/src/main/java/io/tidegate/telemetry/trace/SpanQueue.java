package io.tidegate.telemetry.trace;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.tidegate.config.ConfigException;
import io.tidegate.config.SpanReceiverConfig;
import io.tidegate.config.TracingConfig;
import io.tidegate.telemetry.otlp.Otlp;
import io.tidegate.telemetry.otlp.Outages;
import io.tidegate.telemetry.otlp.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans on their way to the receiver: event loops leave them here and never wait, one thread sends them. Where the receiver is away,
 * the same are sent again, and as many wait as there is room for; the others are lost and counted. Shared.
 */
public final class SpanQueue implements AutoCloseable {
    /** How many wait at most: some 10 MB, since what clients choose is cut. */
    static final int MOST = 8192;

    private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);
    private static final String KEY = "tracing.otlp";
    private static final int MOST_AT_ONCE = 512;
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration LAST = Duration.ofSeconds(2);

    private final Queue<Span> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger held = new AtomicInteger(); // those that are being sent included
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Resource resource;
    private final OtlpHttpSpanExporter exporter;
    private final SpanReceiverConfig receiver;
    private final SpanCounts counts;
    private final Outages outages;
    private final Thread thread;
    private List<SpanData> batch = List.of(); // confined to the thread

    /** @throws ConfigException if the authorities cannot be used */
    public SpanQueue(TracingConfig config, Otlp.Self self, SpanCounts counts) {
        Otlp.quiet();
        this.receiver = config.otlp();
        this.counts = counts;
        this.resource = Otlp.resource(config.serviceName(), config.attributes(), self);
        this.outages = new Outages(KEY + ": " + receiver.url(), "spans");
        var builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(receiver.url().toString())
                .setTimeout(receiver.timeout())
                .setConnectTimeout(receiver.timeout())
                .setCompression("gzip")
                .setRetryPolicy(null)
                .setHeaders(receiver::headers);
        Otlp.trust(receiver.ca(), KEY + ".ca", builder::setTrustedCertificates);
        this.exporter = builder.build();
        this.thread = Thread.ofVirtual().name("tidegate-spans").unstarted(this::run);
    }

    /** Begins to send. */
    public void start() {
        thread.start();
    }

    /** Leaves a span here; it is lost and counted if there is no room. From any thread. */
    public void offer(Span span) {
        if (held.incrementAndGet() > MOST) {
            held.decrementAndGet();
            counts.dropped(1);
        } else {
            waiting.add(span);
        }
    }

    /** Sends what there is at the end; returns after at most two and a half seconds. */
    @Override
    public void close() {
        stop.countDown();
        try {
            if (!thread.join(LAST)) {
                thread.interrupt(); // it waits for an answer
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Otlp.release(exporter::shutdown);
        counts.failed(held.getAndSet(0));
    }

    private void run() {
        try {
            Duration pause = USUAL_PAUSE;
            while (!stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                pause = sendAll() ? USUAL_PAUSE : PAUSE_AFTER_FAILURE;
            }
            sendAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether none is left */
    private boolean sendAll() {
        while (nextBatch()) {
            Outcome outcome = push();
            counts.pushed(outcome.isTaken());
            outages.tell(outcome);
            if (outcome.passing()) {
                return false;
            }
            held.addAndGet(-batch.size());
            if (outcome.isTaken()) {
                counts.exported(batch.size());
            } else {
                counts.failed(batch.size());
            }
            batch = List.of();
        }
        return true;
    }

    /** The one that was not taken last, or the next. */
    private boolean nextBatch() {
        if (batch.isEmpty()) {
            batch = new ArrayList<>();
            for (Span span = waiting.poll(); span != null; span = waiting.poll()) {
                batch.add(SpanExport.of(resource, span));
                if (batch.size() == MOST_AT_ONCE) {
                    break;
                }
            }
        }
        return !batch.isEmpty();
    }

    private Outcome push() {
        try {
            return Outcome.of(exporter.export(batch), receiver.timeout());
        } catch (RuntimeException e) {
            LOG.error("spans cannot be sent", e);
            return Outcome.broken(e);
        }
    }
}
