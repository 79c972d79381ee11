package io.tidegate.e2e;

import static io.tidegate.e2e.WarmGateway.ACCEPT;
import static io.tidegate.e2e.WarmGateway.after;
import static io.tidegate.e2e.WarmGateway.await;
import static io.tidegate.e2e.WarmGateway.inTurn;
import static io.tidegate.e2e.WarmGateway.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawEndpoint.Answer;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections that wait for sessions: how many, how long, and what for. */
@ExtendWith(NothingLeftBehind.class)
class WarmConnectionsTest {
    @Test
    void theSecondSessionComesByAConnectionThatWasThereBefore() {
        try (var endpoint = new RawEndpoint(ACCEPT);
                var gateway = WarmGateway.start(endpoint)) {
            assertThat(gateway.openSession()).isEqualTo(1);
            gateway.awaitReady(endpoint, 2);

            assertThat(gateway.openSession()).isEqualTo(2);
            gateway.awaitReady(endpoint, 3);

            assertThat(gateway.openSession()).isEqualTo(3);
            assertThat(gateway.used()).isEqualTo(2);
            assertThat(gateway.connected()).isEqualTo(3);
        }
    }

    @Test
    void aSessionOnAWarmConnectionRelaysBothWays() {
        try (var endpoint = new EchoEndpoint();
                var gateway = WarmGateway.start(settings(endpoint.url()))) {
            for (int i = 0; i < 4; i++) {
                try (RawPeer client = gateway.fixture().open("/")) {
                    client.send(WireFrame.text("hello"));
                    assertThat(client.next().text()).isEqualTo("hello");
                    client.send(WireFrame.close(1000, ""));
                    assertThat(client.nextClose().closeCode()).isEqualTo(1000);
                }
                await(() -> gateway.ready() == 1);
            }
            assertThat(gateway.used()).isEqualTo(3);
        }
    }

    @Test
    void theTlsHandshakeIsOverBeforeTheSessionComes() {
        try (var site = new TestSite();
                var endpoint = new RawEndpoint(ACCEPT, site);
                var gateway = WarmGateway.start(trusting(site, endpoint))) {
            assertThat(gateway.openSession()).isEqualTo(1);
            gateway.awaitReady(endpoint, 2); // counted only when TLS is established

            assertThat(gateway.openSession()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionWhoseTlsHandshakeIsNotOverIsNotTaken() {
        var mayShakeHands = new CountDownLatch(1);
        try (var site = new TestSite();
                var endpoint = new RawEndpoint(inTurn(ACCEPT, after(mayShakeHands, ACCEPT)), site);
                var gateway = WarmGateway.start(trusting(site, endpoint))) {
            assertThat(gateway.openSession()).isEqualTo(1);
            await(() -> endpoint.taken() == 2);

            assertThat(gateway.openSession()).isEqualTo(3);
            mayShakeHands.countDown();
            await(() -> gateway.ready() == 1);

            assertThat(gateway.openSession()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatHasWaitedForMaxIdleIsReplaced() throws Exception {
        var bytesOfTheFirst = new CompletableFuture<Long>();
        try (var endpoint = new RawEndpoint(inTurn(ACCEPT, peer -> bytesOfTheFirst.complete(peer.drain())));
                var gateway = WarmGateway.start(
                        settings(endpoint).upstream("warm-connections", "{ count: 1, max-idle: 1s }"))) {
            gateway.openSession();

            await(() -> endpoint.taken() == 3);

            assertThat(bytesOfTheFirst.get(10, TimeUnit.SECONDS)).isZero(); // and it was closed
        }
    }

    @Test
    void thereAreNeverMoreThanSoManyPerEndpointAndLoop() {
        List<RawPeer> clients = new ArrayList<>();
        try (var endpoint = new RawEndpoint(ACCEPT);
                var gateway = WarmGateway.start(three(endpoint).gateway("event-loops", "2"))) {
            for (int i = 0; i < 20; i++) {
                clients.add(gateway.fixture().open("/"));
                assertThat(gateway.ready()).isLessThanOrEqualTo(6);
            }

            await(() -> gateway.ready() == 6 && endpoint.taken() == 20 + 6);
            clients.forEach(RawPeer::close);
        }
    }

    @Test
    void theyCountAsNoSession() {
        try (var endpoint = new RawEndpoint(ACCEPT);
                var gateway = WarmGateway.start(three(endpoint).upstream("max-sessions", "1"))) {
            gateway.fixture().open("/first").close();
            gateway.fixture().ending("/first");
            await(() -> gateway.ready() == 3);

            assertThat(gateway.fixture().gateway().sessions()).isZero();
            assertThat(gateway.count("tidegate_endpoint_sessions", "chat")).isZero();
            assertThat(gateway.connected()).isEqualTo(1);
        }
    }

    @Test
    void theyAreClosedWithTheGateway() throws Exception {
        var ended = new CountDownLatch(3);
        Answer waiting = peer -> {
            assertThat(peer.drain()).isZero();
            ended.countDown();
        };
        try (var endpoint = new RawEndpoint(inTurn(ACCEPT, waiting, waiting, waiting))) {
            try (var gateway = WarmGateway.start(three(endpoint))) {
                gateway.openSession();
                await(() -> gateway.ready() == 3);
            }

            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(endpoint.taken()).isEqualTo(4);
        }
    }

    @Test
    void withoutConfigurationNoneIsOpened() {
        try (var endpoint = new RawEndpoint(ACCEPT)) {
            try (var gateway = WarmGateway.start(Settings.to(endpoint.url()))) {
                assertThat(gateway.openSession()).isEqualTo(1);
                assertThat(gateway.openSession()).isEqualTo(2);
            }
            assertThat(endpoint.taken()).isEqualTo(2);
        }
    }

    private static Settings three(RawEndpoint endpoint) {
        return settings(endpoint).upstream("warm-connections", "{ count: 3 }");
    }

    private static Settings trusting(TestSite site, RawEndpoint endpoint) {
        return settings(endpoint).upstream("tls", "{ ca: \"" + site.authority() + "\" }");
    }
}
