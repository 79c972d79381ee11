package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the gateway ends many sessions without having them all come back at once. */
@ExtendWith(NothingLeftBehind.class)
class MassCloseTest {
    private static final String RESTART = "service restart; retry-after-ms=(\\d+)";

    @Test
    void eachClientOfADrainIsToldATimeOfItsOwnToComeBackAfter() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url())) {
            List<RawPeer> clients = open(gateway, 20);
            Thread draining = Thread.ofVirtual().start(gateway.gateway()::drain);

            Set<String> reasons = new HashSet<>();
            for (RawPeer client : clients) {
                WireFrame close = client.next();
                assertThat(close.closeCode()).isEqualTo(1012);
                assertThat(close.closeReason()).matches(RESTART);
                assertThat(Integer.parseInt(close.closeReason().replaceAll("\\D", "")))
                        .isBetween(0, 1000);
                reasons.add(close.closeReason());
                client.finish(WireFrame.close(1012, ""));
            }

            draining.join();
            assertThat(reasons).hasSizeGreaterThan(10);
        }
    }

    @Test
    void whoHasBeenQuietForLongIsToldBeforeWhoTalks() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .gateway("event-loops", "1")
                        .gateway("drain", "{ window: 600ms, deadline: 5s }"));
                RawPeer busy = gateway.open("/busy");
                RawPeer quiet = gateway.open("/quiet")) {
            long quietSinceNanos = System.nanoTime();
            while (System.nanoTime() - quietSinceNanos < Duration.ofMillis(200).toNanos()) {
                busy.send(WireFrame.text("still here"));
                assertThat(busy.next().text()).isEqualTo("still here");
            }

            Thread draining = Thread.ofVirtual().start(gateway.gateway()::drain);

            assertThat(quiet.next().closeCode()).isEqualTo(1012);
            long quietNanos = System.nanoTime();
            quiet.finish(WireFrame.close(1012, ""));
            assertThat(busy.next().closeCode()).isEqualTo(1012);
            assertThat(System.nanoTime() - quietNanos)
                    .isGreaterThan(Duration.ofMillis(300).toNanos());
            busy.finish(WireFrame.close(1012, ""));
            draining.join();
        }
    }

    @Test
    void sessionsThatWereOpenedTogetherReachTheirMaximumAgeOneAfterTheOther() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).route("max-age", "3s"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Duration>> ages = new ArrayList<>();
            for (RawPeer client : open(gateway, 30)) {
                long openedNanos = System.nanoTime();
                ages.add(threads.submit(age(client, openedNanos)));
            }

            List<Duration> lived = new ArrayList<>();
            for (Future<Duration> age : ages) {
                lived.add(age.get());
            }

            lived.sort(null);
            assertThat(lived.getFirst()).isGreaterThan(Duration.ofMillis(2500));
            assertThat(lived.getLast().minus(lived.getFirst())).isGreaterThan(Duration.ofMillis(100)); // of 300
            assertThat(gateway.endings().count(Cause.MAX_AGE, 1012)).isPositive();
        }
    }

    private static Callable<Duration> age(RawPeer client, long openedNanos) {
        return () -> {
            WireFrame close = client.next();
            assertThat(close.closeReason()).matches("session reached its maximum age; retry-after-ms=\\d+");
            client.finish(WireFrame.close(1012, ""));
            return Duration.ofNanos(System.nanoTime() - openedNanos);
        };
    }

    private static List<RawPeer> open(GatewayFixture gateway, int count) {
        List<RawPeer> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(gateway.open("/session-" + i));
        }
        return clients;
    }
}
