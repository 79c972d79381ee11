package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.FrameHeaders;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 2);
    private final Telemetry telemetry = Telemetry.start(loops, Journals.NONE, "1.2.3");

    @AfterEach
    void stop() {
        telemetry.close();
        loops.close();
    }

    @Test
    void framesOfARouteAreSummedOverTheLoops() throws Exception {
        for (Loop loop : loops.loops()) {
            on(loop, counts -> {
                LegCounters client = counts.routeCounters("chat").from(Side.CLIENT);
                client.count(FrameHeaders.of(Opcode.TEXT, false, 100));
                client.count(FrameHeaders.of(Opcode.PING, true, 5));
                client.count(FrameHeaders.of(Opcode.CONTINUATION, true, 20));
                client.paused();
            });
        }

        Scrape scrape = Scrape.of(telemetry);

        assertThat(scrape.value("tidegate_messages_total{route=\"chat\",side=\"client\"}"))
                .isEqualTo(2);
        assertThat(scrape.value("tidegate_frames_total{route=\"chat\",side=\"client\"}"))
                .isEqualTo(6);
        assertThat(scrape.value("tidegate_control_frames_total{route=\"chat\",side=\"client\"}"))
                .isEqualTo(2);
        assertThat(scrape.value("tidegate_payload_bytes_total{route=\"chat\",side=\"client\"}"))
                .isEqualTo(240);
        assertThat(scrape.value("tidegate_read_pauses_total{route=\"chat\",side=\"client\"}"))
                .isEqualTo(2);
        assertThat(scrape.value("tidegate_messages_total{route=\"chat\",side=\"upstream\"}"))
                .isZero();
    }

    @Test
    void sizesOfMessagesAreAHistogramOverTheLoops() throws Exception {
        for (Loop loop : loops.loops()) {
            on(loop, counts -> {
                MessageSizes sizes = counts.routeCounters("chat").sizesFrom(Side.CLIENT);
                LongStream.of(0, 1, 64, 65, 256, 257, 1024, 1 << 24, (1 << 24) + 1, Long.MAX_VALUE)
                        .forEach(sizes::count);
            });
        }

        Scrape scrape = Scrape.of(telemetry);

        assertThat(scrape.types()).containsEntry("tidegate_message_size_bytes", "histogram");
        assertThat(bucket(scrape, "64.0")).isEqualTo(6);
        assertThat(bucket(scrape, "256.0")).isEqualTo(10);
        assertThat(bucket(scrape, "1024.0")).isEqualTo(14);
        assertThat(bucket(scrape, "4194304.0")).isEqualTo(14);
        assertThat(bucket(scrape, "1.6777216E7")).isEqualTo(16);
        assertThat(bucket(scrape, "+Inf")).isEqualTo(20);
        assertThat(scrape.value("tidegate_message_size_bytes_count{route=\"chat\",side=\"upstream\"}"))
                .isZero();
    }

    private static double bucket(Scrape scrape, String bound) {
        return scrape.value("tidegate_message_size_bytes_bucket{route=\"chat\",side=\"client\",le=\"" + bound + "\"}");
    }

    @Test
    void verdictsOfAFilterAreSummedOverTheLoops() throws Exception {
        for (Loop loop : loops.loops()) {
            on(loop, counts -> {
                counts.verdicts("chat").count("json", Side.CLIENT, Verdicts.Action.DROP);
                counts.verdicts("chat").count("json", Side.CLIENT, Verdicts.Action.DROP);
                counts.verdicts("chat").count("json", Side.UPSTREAM, Verdicts.Action.CLOSE);
            });
        }

        Scrape scrape = Scrape.of(telemetry);

        String ofJson = "tidegate_filter_verdicts_total{filter=\"json\",route=\"chat\",side=\"";
        assertThat(scrape.value(ofJson + "client\",verdict=\"drop\"}")).isEqualTo(4);
        assertThat(scrape.value(ofJson + "upstream\",verdict=\"close\"}")).isEqualTo(2);
    }

    @Test
    void aLoopThatIsHeldUpIsStoodInForByWhatItToldLast() throws Exception {
        on(loops.loops().getFirst(), this::countText);
        telemetry.scrape();
        CountDownLatch held = new CountDownLatch(1);
        loops.loops().getFirst().eventLoop().execute(() -> {
            countText(telemetry.loop(loops.loops().getFirst()));
            awaitQuietly(held);
        });

        Scrape late = Scrape.of(telemetry);
        held.countDown();
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                Scrape.of(telemetry).value("tidegate_messages_total{route=\"chat\",side=\"client\"}"))
                        .isEqualTo(2));

        assertThat(late.value("tidegate_messages_total{route=\"chat\",side=\"client\"}"))
                .isEqualTo(1);
        assertThat(Scrape.of(telemetry).value("tidegate_scrape_stale_snapshots_total"))
                .isGreaterThanOrEqualTo(1);
    }

    @Test
    void aSessionIsCountedFromAcceptToItsEnding() throws Exception {
        Journey journey = Journeys.opened("s1", "chat", "chat-servers");
        on(loops.loops().getFirst(), counts -> counts.accepted(journey));
        double under = Scrape.of(telemetry).value("tidegate_handshakes_open{listener=\"public\"}");
        on(loops.loops().getFirst(), counts -> {
            counts.attempted(journey, new AttemptOutcome("failed", 0, "", 1_500_000));
            counts.attempted(journey, new AttemptOutcome("connected", 101, "", 3_000_000));
            counts.opened(journey);
            counts.roundTrip(journey, Side.UPSTREAM, 700_000);
        });
        double open = Scrape.of(telemetry).value("tidegate_sessions{route=\"chat\",upstream=\"chat-servers\"}");
        int openByRoute = telemetry.sessionsByRoute().get("chat");
        on(
                loops.loops().getFirst(),
                counts -> counts.ended(journey, new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 4321, "bye")));

        Scrape scrape = Scrape.of(telemetry);

        assertThat(under).isEqualTo(1);
        assertThat(open).isEqualTo(1);
        assertThat(openByRoute).isEqualTo(1);
        assertThat(scrape.samples())
                .containsEntry("tidegate_accepted_total{listener=\"public\"}", 1.0)
                .containsEntry("tidegate_handshakes_open{listener=\"public\"}", 0.0)
                .containsEntry("tidegate_sessions{route=\"chat\",upstream=\"chat-servers\"}", 0.0)
                .containsEntry("tidegate_handshakes_total{listener=\"public\",route=\"chat\",status=\"101\"}", 1.0)
                .containsEntry(
                        "tidegate_endings_total{cause=\"client-closed\",code=\"4xxx\",phase=\"relay\",route=\"chat\",upstream=\"chat-servers\"}",
                        1.0)
                .containsEntry(
                        "tidegate_connect_attempts_total{endpoint=\"10.0.0.5:9001\",result=\"failed\",upstream=\"chat-servers\"}",
                        1.0)
                .containsEntry(
                        "tidegate_connect_seconds_bucket{result=\"connected\",upstream=\"chat-servers\",le=\"0.005\"}",
                        1.0)
                .containsEntry("tidegate_handshake_seconds_bucket{route=\"chat\",le=\"0.002\"}", 0.0)
                .containsEntry("tidegate_handshake_seconds_bucket{route=\"chat\",le=\"0.005\"}", 1.0)
                .containsEntry("tidegate_round_trip_seconds_count{route=\"chat\",side=\"upstream\"}", 1.0)
                .containsEntry("tidegate_session_duration_seconds_count{route=\"chat\"}", 1.0);
        assertThat(scrape.types())
                .containsEntry("tidegate_sessions", "gauge")
                .containsEntry("tidegate_endings_total", "counter")
                .containsEntry("tidegate_handshake_seconds", "histogram");
    }

    @Test
    void aClientThatWasRefusedHasAStatusAndNoSession() throws Exception {
        Journey journey = Journeys.requested("s1", "/nowhere");
        on(loops.loops().getFirst(), counts -> {
            counts.accepted(journey);
            counts.ended(journey, new Ending(Phase.ADMIT, Cause.NO_ROUTE, 404, ""));
        });

        Scrape scrape = Scrape.of(telemetry);

        assertThat(scrape.samples())
                .containsEntry("tidegate_handshakes_total{listener=\"public\",route=\"none\",status=\"404\"}", 1.0)
                .containsEntry(
                        "tidegate_endings_total{cause=\"no-route\",code=\"404\",phase=\"admit\",route=\"none\",upstream=\"none\"}",
                        1.0);
        assertThat(scrape.types()).doesNotContainKeys("tidegate_sessions", "tidegate_session_duration_seconds");
    }

    @Test
    void aHealthCheckIsNoHandshake() throws Exception {
        Journey journey = new Journey("s1", "public", 1, 1);
        on(loops.loops().getFirst(), counts -> {
            counts.accepted(journey);
            counts.healthAnswered(journey);
        });

        Scrape scrape = Scrape.of(telemetry);

        assertThat(scrape.value("tidegate_health_checks_total{listener=\"public\"}"))
                .isEqualTo(1);
        assertThat(scrape.types()).doesNotContainKeys("tidegate_handshakes_total", "tidegate_endings_total");
    }

    @Test
    void theSeriesOfAnEndpointThatIsGoneAreRemoved() throws Exception {
        var gone = new EndpointGauge("chat", "a:1", "draining", false, 3, 0, 1);
        var stays = new EndpointGauge("chat", "b:1", "up", true, 7, 2, 2);
        var now = new AtomicReference<>(List.of(gone, stays));
        telemetry.upstreams(() -> List.of(new UpstreamGauge("chat", 50, 5, 1, 2, true, "open", now.get())));
        on(loops.loops().getFirst(), counts -> {
            counts.attempted(trying("chat", "a:1"), new AttemptOutcome("connected", 101, "", 1000));
            counts.attempted(trying("chat", "b:1"), new AttemptOutcome("connected", 101, "", 1000));
            counts.warmConnectionStale("chat");
            counts.notAdmitted("old", "max-sessions");
            counts.retry("old", true);
            counts.waited(trying("old", "c:1"), "old", false, 1000);
            counts.attempted(trying("old", "c:1"), new AttemptOutcome("connected", 101, "", 1000));
            counts.warmConnectionUsed("a:1"); // an upstream of that name, which is none any more
        });
        telemetry.endpointChecked("chat", "a:1", false, 1000);
        telemetry.endpointChecked("old", "a:1", true, 1000);
        Scrape before = Scrape.of(telemetry);

        now.set(List.of(stays));
        String after = telemetry.scrape();

        assertThat(before.samples())
                .containsEntry("tidegate_endpoint_up{endpoint=\"a:1\",upstream=\"chat\"}", 0.0)
                .containsEntry("tidegate_endpoint_state{endpoint=\"a:1\",state=\"draining\",upstream=\"chat\"}", 1.0)
                .containsEntry("tidegate_endpoint_sessions{endpoint=\"b:1\",upstream=\"chat\"}", 7.0)
                .containsEntry("tidegate_endpoint_ejections_total{endpoint=\"b:1\",upstream=\"chat\"}", 2.0)
                .containsEntry("tidegate_upstream_sessions_limit{upstream=\"chat\"}", 50.0)
                .containsEntry("tidegate_upstream_connecting_limit{upstream=\"chat\"}", 5.0)
                .containsEntry("tidegate_upstream_connecting{upstream=\"chat\"}", 1.0)
                .containsEntry("tidegate_upstream_waiting{upstream=\"chat\"}", 2.0)
                .containsEntry("tidegate_upstream_panic{upstream=\"chat\"}", 1.0)
                .containsEntry("tidegate_upstream_circuit{state=\"open\",upstream=\"chat\"}", 1.0)
                .containsEntry("tidegate_warm_connections{endpoint=\"a:1\",upstream=\"chat\"}", 1.0)
                .containsEntry(
                        "tidegate_connect_attempts_total{endpoint=\"a:1\",result=\"connected\",upstream=\"chat\"}", 1.0)
                .containsEntry(
                        "tidegate_endpoint_checks_total{endpoint=\"a:1\",result=\"failed\",upstream=\"chat\"}", 1.0)
                .containsEntry("tidegate_endpoint_check_seconds_count{upstream=\"chat\"}", 1.0);
        assertThat(after).doesNotContain("a:1").doesNotContain("upstream=\"old\"");
        assertThat(Scrape.parse(after).samples())
                .containsEntry("tidegate_endpoint_up{endpoint=\"b:1\",upstream=\"chat\"}", 1.0)
                .containsEntry("tidegate_warm_connections{endpoint=\"b:1\",upstream=\"chat\"}", 2.0)
                .containsEntry("tidegate_warm_connections_used_total{result=\"stale\",upstream=\"chat\"}", 1.0)
                .containsEntry(
                        "tidegate_connect_attempts_total{endpoint=\"b:1\",result=\"connected\",upstream=\"chat\"}",
                        1.0);
    }

    @Test
    void endpointsThatComeAndGoLeaveNoSeriesBehind() throws Exception {
        AtomicReference<String> now = new AtomicReference<>("");
        telemetry.upstreams(() -> List.of(new UpstreamGauge(
                "chat",
                50,
                5,
                0,
                0,
                false,
                "closed",
                List.of(new EndpointGauge("chat", now.get(), "up", true, 1, 1, 0)))));
        comes(now, "10.0.0.0:9001");
        Set<String> before = linesOf("chat");

        for (int i = 1; i <= 500; i++) {
            comes(now, "10.0." + i / 250 + "." + i % 250 + ":9001");
        }

        assertThat(linesOf("chat")).hasSameSizeAs(before);
    }

    private Set<String> linesOf(String upstream) {
        return telemetry
                .scrape()
                .lines()
                .filter(line -> line.contains("upstream=\"" + upstream + "\""))
                .collect(Collectors.toSet());
    }

    /** The name of an upstream's endpoint leads there from now on. */
    private void comes(AtomicReference<String> now, String address) throws Exception {
        now.set(address);
        on(loops.loops().getFirst(), counts -> {
            counts.attempted(trying("chat", address), new AttemptOutcome("connected", 101, "", 1000));
            counts.attempted(trying("chat", address), new AttemptOutcome("failed", 0, "", 1000));
        });
        telemetry.endpointChecked("chat", address, true, 1000);
        telemetry.scrape();
    }

    @Test
    void theDelayOfEachLoopIsMeasured() {
        Awaitility.await()
                .untilAsserted(() -> assertThat(Scrape.of(telemetry).value("tidegate_event_loop_delay_seconds_count"))
                        .isGreaterThanOrEqualTo(2));
    }

    @Test
    void aScrapeAfterTheLoopsHaveEndedShowsWhatTheyToldLast() throws Exception {
        on(loops.loops().getFirst(), this::countText);
        telemetry.scrape();
        loops.close();

        Scrape scrape = Scrape.of(telemetry);

        assertThat(scrape.value("tidegate_messages_total{route=\"chat\",side=\"client\"}"))
                .isEqualTo(1);
        assertThat(scrape.value("tidegate_scrape_stale_snapshots_total")).isZero();
    }

    @Test
    void codesOfPeersAreLabelsOfFewValues() {
        assertThat(CloseCode.label(4999)).isEqualTo("4xxx");
        assertThat(CloseCode.label(0)).isEqualTo("none");
    }

    private void countText(LoopTelemetry counts) {
        counts.routeCounters("chat").from(Side.CLIENT).count(FrameHeaders.of(Opcode.TEXT, true, 1));
    }

    private static Journey trying(String upstream, String endpoint) {
        Journey journey = Journeys.requested("s1", "/chat");
        journey.tries(upstream, endpoint);
        return journey;
    }

    private void on(Loop loop, Consumer<LoopTelemetry> doing) throws Exception {
        loop.eventLoop().submit(() -> doing.accept(telemetry.loop(loop))).get(5, TimeUnit.SECONDS);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
