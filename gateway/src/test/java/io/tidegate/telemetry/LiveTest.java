package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.testing.LogOf;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What samples say of what happened between them. */
class LiveTest {
    @RegisterExtension
    private final LogOf log = new LogOf(Live.class);

    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 2);
    private final Telemetry telemetry = Telemetry.start(loops, Journals.NONE, "1.2.3");
    private final Live live = telemetry.sampler();

    @AfterEach
    void stop() {
        telemetry.close();
        loops.close();
    }

    @Test
    void aSampleHasWhatHappenedSinceTheOneBefore() throws Exception {
        happens(first -> first.opened(Journeys.opened("s1", "chat", "chat-servers")));
        live.sample();
        Journey open = Journeys.opened("s2", "chat", "chat-servers");
        Journey refused = Journeys.requested("s3", "/nowhere");
        happens(loop -> {
            loop.opened(open);
            loop.roundTrip(open, Side.UPSTREAM, TimeUnit.MILLISECONDS.toNanos(15));
            loop.ended(refused, new Ending(Phase.ADMIT, Cause.NO_ROUTE, 404, ""));
        });
        live.sample();

        LiveSample sample = live.samples(null).getFirst();
        assertThat(live.samples(null)).hasSize(1);
        assertThat(sample.sessions()).isEqualTo(2);
        assertThat(sample.handshakes()).containsOnlyKeys("opened", "refused");
        assertThat(sample.handshakes().get("opened"))
                .isEqualTo(sample.handshakes().get("refused"));
        assertThat(sample.endings()).containsOnlyKeys("no-route");
        assertThat(sample.handshakeMillis().p50()).isBetween(2.0, 5.0); // 3 ms, as far as the buckets tell
        assertThat(sample.upstreamRttMillis().p99()).isBetween(10.0, 20.0);
        assertThat(sample.clientRttMillis()).isNull();
        assertThat(live.samples(sample.at())).isEmpty();
    }

    @Test
    void meansOfRoundTripsAreKnownByEndpoint() throws Exception {
        Journey journey = Journeys.opened("s1", "chat", "chat-servers");
        happens(loop -> {
            loop.roundTrip(journey, Side.UPSTREAM, 8_000_000);
            loop.roundTrip(journey, Side.UPSTREAM, 16_000_000);
            loop.roundTrip(journey, Side.CLIENT, 500_000_000);
        });

        assertThat(telemetry.rttMicros("chat-servers", "10.0.0.5:9001")).isEqualTo(9000);
        assertThat(telemetry.rttMicros("chat-servers", "10.0.0.6:9001")).isNull();
    }

    @Test
    void samplesAreTakenByItself() {
        try (Live taking = telemetry.live()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !taking.samples(null).isEmpty());
        }
    }

    @Test
    void aSampleThatFailsIsToldOnceAndTheNextOnesAreTaken() throws Exception {
        var failing = new AtomicBoolean(true);
        List<Loop> unreliable = new AbstractList<>() {
            @Override
            public Loop get(int index) {
                if (failing.get()) {
                    throw new IllegalStateException("no loop today");
                }
                return loops.loops().get(index);
            }

            @Override
            public int size() {
                return loops.loops().size();
            }
        };
        var counters = loops.loops().stream().map(telemetry::loop).toList();
        Meters meters = new Meters(new SimpleMeterRegistry());
        try (var probes = LoopProbes.start(loops.loops(), meters.loopDelay)) {
            Live trying = new Live(meters, new LoopReadings(unreliable, counters), probes);
            trying.sampleOrTell();
            trying.sampleOrTell();
            failing.set(false);
            trying.sampleOrTell();
            trying.sampleOrTell();

            assertThat(trying.samples(null)).hasSize(1);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("[ERROR] a sample for the console could not be taken");
        }
    }

    @Test
    void onlyTheLastTenMinutesAreKept() throws Exception {
        for (int i = 0; i < 303; i++) {
            live.sample();
        }

        List<LiveSample> kept = live.samples(null);
        assertThat(kept).hasSize(300);
        assertThat(kept).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    }

    private void happens(Consumer<LoopTelemetry> events) throws Exception {
        Loop loop = loops.loops().getFirst();
        loop.eventLoop().submit(() -> events.accept(telemetry.loop(loop))).get(5, TimeUnit.SECONDS);
    }
}
