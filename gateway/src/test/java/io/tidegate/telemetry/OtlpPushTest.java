package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.MetricsConfig;
import io.tidegate.config.OtlpConfig;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.telemetry.otlp.Outages;
import io.tidegate.testing.LogOf;
import io.tidegate.testing.OtlpReceiver;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class OtlpPushTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    private final LogOf log = new LogOf(Outages.class);

    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void whatAScrapeShowsIsPushedToo() throws Exception {
        try (var receiver = new OtlpReceiver();
                var telemetry = start(receiver.url())) {
            count(telemetry);

            OtlpReceiver.Push push = await(receiver, "tidegate_endings");

            assertThat(push.headers().getFirst("X-Team")).isEqualTo("a-secret");
            assertThat(push.headers().getFirst("Content-Type")).isEqualTo("application/x-protobuf");
            assertThat(push.attributes())
                    .containsEntry("service.name", "tidegate")
                    .containsEntry("service.version", "1.2.3")
                    .containsEntry("service.instance.id", "gateway-1");
            assertThat(point(push, "tidegate_endings").getAsDouble()).isEqualTo(1);
            assertThat(push.metrics().get("tidegate_endings").getSum().getIsMonotonic())
                    .isTrue();
            assertThat(OtlpReceiver.text(point(push, "tidegate_endings").getAttributesList()))
                    .containsEntry("cause", "client-closed")
                    .containsEntry("route", "chat");
            assertThat(push.metrics()
                            .get("tidegate_sessions")
                            .getGauge()
                            .getDataPoints(0)
                            .getAsDouble())
                    .isZero();
            assertThat(push.metrics()
                            .get("tidegate_build_info")
                            .getGauge()
                            .getDataPoints(0)
                            .getAsDouble())
                    .isEqualTo(1);
            assertThat(push.metrics()).containsKey("jvm_memory_used_bytes");
        }
    }

    @Test
    void histogramsHaveTheBucketsOfTheScrape() throws Exception {
        try (var receiver = new OtlpReceiver();
                var telemetry = start(receiver.url())) {
            count(telemetry);

            OtlpReceiver.Push push = await(receiver, "tidegate_message_size_bytes");

            HistogramDataPoint handshake = push.metrics()
                    .get("tidegate_handshake_seconds")
                    .getHistogram()
                    .getDataPoints(0);
            assertThat(handshake.getCount()).isEqualTo(1);
            assertThat(handshake.getSum()).isEqualTo(0.003);
            assertThat(handshake.getExplicitBoundsList())
                    .startsWith(0.001, 0.002, 0.005)
                    .hasSize(13);
            assertThat(handshake.getBucketCountsList())
                    .startsWith(0L, 0L, 1L, 0L)
                    .hasSize(14);
            HistogramDataPoint sizes =
                    push.metrics().get("tidegate_message_size_bytes").getHistogram().getDataPointsList().stream()
                            .filter(point ->
                                    OtlpReceiver.text(point.getAttributesList()).containsValue("client"))
                            .findFirst()
                            .orElseThrow();
            assertThat(sizes.getBucketCountsList()).startsWith(0L, 1L, 0L).hasSize(11);
        }
    }

    @Test
    void anOutageIsToldOnceAndLosesNothing() throws Exception {
        OtlpReceiver receiver = new OtlpReceiver();
        int port = receiver.port();
        try (var telemetry = start(receiver.url())) {
            await(receiver, "tidegate_build_info");
            receiver.close();
            count(telemetry);
            Awaitility.await().atMost(LIMIT).until(() -> pushes(telemetry, "failed") >= 2);

            receiver = new OtlpReceiver(port);
            OtlpReceiver.Push push = await(receiver, "tidegate_endings");

            assertThat(point(push, "tidegate_endings").getAsDouble()).isEqualTo(1);
            Awaitility.await().atMost(LIMIT).until(() -> log.lines().size() >= 2);
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().getFirst())
                    .startsWith("[WARN] metrics.otlp: http://127.0.0.1:" + port + "/v1/metrics does not take metrics: ")
                    .doesNotContain("a-secret");
            assertThat(log.lines().getLast()).contains("takes metrics again");
        } finally {
            receiver.close();
        }
    }

    @Test
    void aReceiverThatRefusesIsAFailureThatNamesItsStatus() throws Exception {
        try (var receiver = new OtlpReceiver();
                var telemetry = start(receiver.url())) {
            receiver.answerWith(401);
            Awaitility.await().atMost(LIMIT).until(() -> pushes(telemetry, "failed") >= 1);

            assertThat(log.lines()).hasSize(1).first().asString().contains("does not take metrics: HTTP status 401;");
        }
    }

    @Test
    void whatWasCountedLastIsPushedAtTheEnd() throws Exception {
        try (var receiver = new OtlpReceiver()) {
            Telemetry telemetry = start(receiver.url(), Duration.ofMinutes(10), null);
            count(telemetry);
            telemetry.close();

            assertThat(receiver.pushes()).hasSize(1);
            assertThat(point(receiver.pushes().getFirst(), "tidegate_endings").getAsDouble())
                    .isEqualTo(1);
        }
    }

    @Test
    void authoritiesThatAreNoneAreRefused(@TempDir Path folder) throws Exception {
        Path ca = Files.writeString(folder.resolve("ca.pem"), "no certificate");

        assertThatThrownBy(() -> start("https://127.0.0.1:1/v1/metrics", Duration.ofMinutes(1), ca))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("metrics.otlp.ca must be");
    }

    private Telemetry start(String url) {
        return start(url, Duration.ofSeconds(1), null);
    }

    private Telemetry start(String url, Duration interval, @Nullable Path ca) {
        var otlp = new OtlpConfig(
                URI.create(url),
                interval,
                Duration.ofSeconds(5),
                Map.of("X-Team", "a-secret"),
                ca,
                Map.of("service.instance.id", "gateway-1"));
        Telemetry telemetry = Telemetry.start(loops, Journals.NONE, "1.2.3");
        try {
            telemetry.push(new MetricsConfig(otlp));
            return telemetry;
        } catch (ConfigException e) {
            telemetry.close();
            throw e;
        }
    }

    private void count(Telemetry telemetry) throws Exception {
        Loop loop = loops.loops().getFirst();
        loop.eventLoop()
                .submit(() -> {
                    LoopTelemetry counts = telemetry.loop(loop);
                    Journey journey = Journeys.opened("s1", "chat", "chat");
                    counts.accepted(journey);
                    counts.opened(journey);
                    counts.routeCounters("chat").sizesFrom(Side.CLIENT).count(100);
                    counts.ended(journey, new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 1000, ""));
                })
                .get(5, TimeUnit.SECONDS);
    }

    private static double pushes(Telemetry telemetry, String result) {
        return Scrape.of(telemetry).value("tidegate_otlp_pushes_total{result=\"" + result + "\"}");
    }

    private static OtlpReceiver.Push await(OtlpReceiver receiver, String metric) {
        Awaitility.await(metric)
                .atMost(LIMIT)
                .until(() -> receiver.pushes().stream()
                        .anyMatch(push -> push.metrics().containsKey(metric)));
        List<OtlpReceiver.Push> pushes = receiver.pushes();
        return pushes.stream()
                .filter(push -> push.metrics().containsKey(metric))
                .findFirst()
                .orElseThrow();
    }

    private static NumberDataPoint point(OtlpReceiver.Push push, String counter) {
        Metric metric = push.metrics().get(counter);
        return metric.getSum().getDataPoints(0);
    }
}
