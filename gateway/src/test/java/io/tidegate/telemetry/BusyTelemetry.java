package io.tidegate.telemetry;

import io.tidegate.config.ByteSize;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.JournalConfig;
import io.tidegate.config.MetricsConfig;
import io.tidegate.config.OtlpConfig;
import io.tidegate.config.Percentage;
import io.tidegate.config.SpanReceiverConfig;
import io.tidegate.config.TracingConfig;
import io.tidegate.filter.Verdicts;
import io.tidegate.filter.shape.BandwidthUse;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Telemetry to which everything that is counted has happened once, so that it has every metric. */
final class BusyTelemetry implements AutoCloseable {
    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);
    private final Telemetry telemetry;

    BusyTelemetry() throws Exception {
        var journal = new JournalConfig(Path.of("/dev/null"), ByteSize.ofMiB(1), 1, ByteSize.ofMiB(1));
        telemetry = Telemetry.start(loops, new Journals(null, journal, null, null), tracing(), "1.2.3");
        exercise();
        Loop loop = loops.loops().getFirst();
        loop.eventLoop().submit(() -> exercise(telemetry.loop(loop))).get(5, TimeUnit.SECONDS);
        telemetry.scrape(); // the JVM is looked at from then on
        System.gc();
        Awaitility.await().until(() -> {
            Scrape scrape = Scrape.of(telemetry);
            return scrape.value("tidegate_event_loop_delay_seconds_count") > 0
                    && scrape.types().containsKey("jvm_gc_pause_seconds");
        });
    }

    private static TracingConfig tracing() {
        var receiver = new SpanReceiverConfig(
                URI.create("http://127.0.0.1:1/v1/traces"), Duration.ofSeconds(1), Map.of(), null);
        return new TracingConfig(receiver, Percentage.parse("1%"), false, "tidegate", Map.of());
    }

    String scrape() {
        return telemetry.scrape();
    }

    @Override
    public void close() {
        telemetry.close();
        loops.close();
    }

    private void exercise() {
        telemetry.acceptFailed("public");
        telemetry.acceptWaited("public");
        telemetry.acceptSkipped("public");
        telemetry.endpointChecked("chat", "10.0.0.5:9001", true, 1000);
        telemetry.upstreams(() -> List.of(new UpstreamGauge(
                "chat",
                1,
                1,
                0,
                0,
                false,
                "closed",
                List.of(new EndpointGauge("chat", "10.0.0.5:9001", "up", true, 1, 0, 2)))));
        telemetry.waitingBytes("chat");
        telemetry.bandwidth(() -> List.of(new BandwidthUse("edge", Side.CLIENT, "gold", 1, 1, 1000, 0)));
        telemetry.memoryBudget(() -> 1);
        telemetry.sessionsLimit(() -> 1);
        telemetry.bans(() -> 1);
        telemetry.certificates(() -> Map.of("public", Instant.EPOCH));
        telemetry.redis(() -> true);
        telemetry.reloadRefused("signal");
        telemetry.push(new MetricsConfig(new OtlpConfig(
                URI.create("http://127.0.0.1:1/v1/metrics"),
                Duration.ofMinutes(10),
                Duration.ofSeconds(1),
                Map.of(),
                null,
                Map.of())));
    }

    private static void exercise(LoopTelemetry counts) {
        Journey journey = Journeys.opened("s1", "chat", "chat");
        counts.accepted(journey);
        counts.handshakeShed(journey);
        counts.healthAnswered(journey);
        counts.attempted(journey, new AttemptOutcome("connected", 101, "", 1000));
        counts.warmConnectionUsed("chat");
        counts.opened(journey);
        counts.roundTrip(journey, Side.CLIENT, 1000);
        counts.routeCounters("chat");
        counts.parked(journey);
        counts.resumed(journey, 1000);
        counts.moved(journey, "moved", 1000);
        Journey leg = journey.ofLeg("orders", 0);
        leg.opened(1, null);
        counts.opened(leg);
        counts.ended(leg, new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 1000, ""));
        counts.resumeMessages(journey, ResumedMessages.CUT, 1);
        counts.verdicts("chat").count("origins", Side.CLIENT, Verdicts.Action.REFUSE);
        counts.notAdmitted("chat", "max-sessions");
        counts.waited(journey, "chat", true, 1000);
        counts.retry("chat", true);
        counts.budgetRefused(journey, "route");
        counts.ended(journey, new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 1000, ""));
    }
}
