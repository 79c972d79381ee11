package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a gateway ends, step by step, and that nothing of it is left. */
@ExtendWith(NothingLeftBehind.class)
class DrainTest {
    @Test
    void aDrainingGatewayTakesSessionsForItsDelayAndSaysThatItIsNotReady() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .gateway("admin", Admin.ANY_PORT)
                        .gateway("drain", "{ delay: 600ms, window: 0s, deadline: 2s }")
                        .listener("health", "/lb"));
                RawPeer before = gateway.open("/before")) {
            Admin admin = Admin.of(gateway.gateway());
            assertThat(admin.status("/readyz")).isEqualTo(200);
            assertThat(health(gateway)).isEqualTo(200);

            Thread draining = Thread.ofVirtual().start(gateway.gateway()::drain);

            Awaitility.await("not ready").until(() -> admin.status("/readyz") == 503);
            assertThat(health(gateway)).isEqualTo(503);
            try (RawPeer during = gateway.open("/during")) {
                during.send(WireFrame.text("still served"));
                assertThat(during.next().text()).isEqualTo("still served");
                assertThat(during.next().closeCode()).isEqualTo(1012);
                during.send(WireFrame.close(1012, ""));
            }
            assertThat(before.next().closeCode()).isEqualTo(1012);
            before.send(WireFrame.close(1012, ""));
            draining.join();
            assertThatThrownBy(() -> RawPeer.connect(gateway.address())).isInstanceOf(UncheckedIOException.class);
            assertThat(admin.status("/healthz")).isEqualTo(200);
            assertThat(admin.status("/readyz")).isEqualTo(503);
            assertThat(gateway.ending("/during").cause()).isEqualTo(Cause.DRAINED);
        }
    }

    @Test
    void sessionsAreToldOneAfterTheOtherOverTheWindow() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .gateway("event-loops", "1")
                        .gateway("drain", "{ window: 500ms, deadline: 5s }"))) {
            List<RawPeer> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(gateway.open("/session-" + i));
            }

            long startNanos = System.nanoTime();
            Thread draining = Thread.ofVirtual().start(gateway.gateway()::drain);

            List<Duration> told = new ArrayList<>();
            for (RawPeer client : clients) { // in the order in which they came
                assertThat(client.next().closeCode()).isEqualTo(1012);
                told.add(Duration.ofNanos(System.nanoTime() - startNanos));
                client.finish(WireFrame.close(1012, ""));
            }
            draining.join();
            assertThat(told.getFirst()).isLessThan(Duration.ofMillis(400));
            assertThat(told.getLast()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
            assertThat(gateway.gateway().sessions()).isZero();
        }
    }

    @Test
    void whoDoesNotAnswerIsCutAtTheDeadline() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("close-timeout", "1m")
                        .gateway("drain", "{ window: 0s, deadline: 300ms }"));
                RawPeer client = gateway.open("/deaf");
                RawPeer upstream = endpoint.next()) {
            Thread draining = Thread.ofVirtual().start(gateway.gateway()::drain);

            assertThat(client.next().closeCode()).isEqualTo(1012);
            assertThat(upstream.next().closeCode()).isEqualTo(1001);
            assertThat(client.end()).isEqualTo(RawPeer.End.RESET);
            assertThat(upstream.end()).isEqualTo(RawPeer.End.RESET);
            draining.join();
            assertThat(gateway.ending("/deaf").cause()).isEqualTo(Cause.DRAINED);
        }
    }

    @Test
    void aClientThatIsNotYetConnectedToItsEndpointIsToldToo() {
        try (var endpoint = new RawEndpoint(Answers.stall());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .upstream("connect-timeout", "20s")
                        .upstream("connect-deadline", "20s")
                        .gateway("drain", "{ window: 0s, deadline: 200ms }"));
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/waiting").bytes());
            endpoint.next();

            gateway.gateway().close();

            assertThat(client.readHead().status()).isEqualTo(503);
        }
    }

    @Test
    void gatewaysBesideAndAfterEachOtherLeaveNoThread() {
        List<String> before = threads();
        try (var endpoint = new EchoEndpoint()) {
            for (int round = 0; round < 2; round++) {
                try (var first = start(endpoint);
                        var second = start(endpoint);
                        RawPeer one = first.open("/");
                        RawPeer other = second.open("/")) {
                    one.send(WireFrame.text("one"));
                    other.send(WireFrame.text("other"));
                    assertThat(one.next().text()).isEqualTo("one");
                    assertThat(other.next().text()).isEqualTo("other");
                    assertThat(threads()).hasSizeGreaterThan(before.size());
                }
            }
        }
        Awaitility.await("end of their threads")
                .untilAsserted(() -> assertThat(threads()).isEqualTo(before));
    }

    private static GatewayFixture start(EchoEndpoint endpoint) {
        return GatewayFixture.start(Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("tidegate"))
                .sorted()
                .toList();
    }

    private static int health(GatewayFixture gateway) {
        try (RawPeer client = RawPeer.connect(gateway.address())) {
            return client.send("GET /lb HTTP/1.1\r\nHost: a\r\n\r\n").readHead().status();
        }
    }
}
