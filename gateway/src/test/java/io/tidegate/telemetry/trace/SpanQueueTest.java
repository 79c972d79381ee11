package io.tidegate.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.tidegate.config.ConfigException;
import io.tidegate.config.Percentage;
import io.tidegate.config.SpanReceiverConfig;
import io.tidegate.config.TracingConfig;
import io.tidegate.protocol.TraceContext;
import io.tidegate.telemetry.otlp.Otlp;
import io.tidegate.telemetry.otlp.Outages;
import io.tidegate.testing.LogOf;
import io.tidegate.testing.OtlpReceiver;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SpanQueueTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    private final LogOf log = new LogOf(Outages.class);

    private final Counted counted = new Counted();

    @Test
    void anOutageIsBridgedAndToldOnce() throws Exception {
        OtlpReceiver gone = new OtlpReceiver();
        int port = gone.port();
        String url = gone.tracesUrl();
        gone.close();
        try (SpanQueue queue = start(url)) {
            queue.offer(span("during"));
            Awaitility.await().atMost(LIMIT).until(() -> counted.pushesFailed.get() >= 2);

            try (var receiver = new OtlpReceiver(port)) {
                receiver.span("during");
                Awaitility.await().atMost(LIMIT).until(() -> log.lines().size() >= 2);
            }

            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().getFirst())
                    .startsWith("[WARN] tracing.otlp: " + url + " does not take spans: it cannot be connected to");
            assertThat(log.lines().getLast()).contains("takes spans again");
            assertThat(counted.exported).hasValue(1);
            assertThat(counted.failed).hasValue(0);
        }
    }

    @Test
    void whatHasNoRoomIsLostAndCounted() throws Exception {
        try (var receiver = new OtlpReceiver()) {
            SpanQueue queue = queue(receiver.tracesUrl(), null);
            for (int i = 0; i < SpanQueue.MOST + 5; i++) {
                queue.offer(span("one of many"));
            }
            assertThat(counted.dropped).hasValue(5);

            queue.start();
            Awaitility.await().atMost(LIMIT).until(() -> counted.exported.get() == SpanQueue.MOST);
            queue.close();

            assertThat(receiver.spans()).hasSize(SpanQueue.MOST);
        }
    }

    @Test
    void whatTheReceiverDoesNotWantIsNotSentAgain() throws Exception {
        try (var receiver = new OtlpReceiver();
                SpanQueue queue = start(receiver.tracesUrl())) {
            receiver.answerWith(400);
            queue.offer(span("unwanted"));
            Awaitility.await().atMost(LIMIT).until(() -> counted.failed.get() == 1);
            receiver.answerWith(200);

            queue.offer(span("wanted"));

            receiver.span("wanted");
            assertThat(receiver.spans()).hasSize(1);
            assertThat(log.lines().getFirst()).contains("HTTP status 400");
        }
    }

    @Test
    void aReceiverThatSaysNothingDoesNotHoldUpTheEnd() {
        try (var silent = new RawEndpoint(RawPeer::readHead)) {
            SpanQueue queue = start(silent.url().replace("ws://", "http://") + "/v1/traces");
            queue.offer(span("unanswered"));
            long startNanos = System.nanoTime();

            queue.close();

            assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(counted.failed).hasValue(1);
        }
    }

    @Test
    void authoritiesThatAreNoneAreRefused(@TempDir Path folder) throws Exception {
        Path ca = Files.writeString(folder.resolve("ca.pem"), "no certificate");

        assertThatThrownBy(() -> queue("https://127.0.0.1:1/v1/traces", ca))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tracing.otlp.ca must be");
    }

    private SpanQueue start(String url) {
        SpanQueue queue = queue(url, null);
        queue.start();
        return queue;
    }

    private SpanQueue queue(String url, @Nullable Path ca) {
        var receiver = new SpanReceiverConfig(URI.create(url), Duration.ofSeconds(10), Map.of(), ca);
        var config = new TracingConfig(receiver, Percentage.parse("100%"), false, "tidegate", Map.of());
        return new SpanQueue(config, new Otlp.Self("one", "1.2.3"), counted);
    }

    private static Span span(String name) {
        TraceContext context = TraceContext.begin(Percentage.parse("100%"));
        return new Span(name, SpanKind.INTERNAL, context, null, null, 1, 2, Attributes.empty(), StatusData.unset());
    }

    private static final class Counted implements SpanCounts {
        final AtomicInteger exported = new AtomicInteger();
        final AtomicInteger dropped = new AtomicInteger();
        final AtomicInteger failed = new AtomicInteger();
        final AtomicInteger pushesFailed = new AtomicInteger();

        @Override
        public void exported(int spans) {
            exported.addAndGet(spans);
        }

        @Override
        public void dropped(int spans) {
            dropped.addAndGet(spans);
        }

        @Override
        public void failed(int spans) {
            failed.addAndGet(spans);
        }

        @Override
        public void pushed(boolean taken) {
            if (!taken) {
                pushesFailed.incrementAndGet();
            }
        }
    }
}
