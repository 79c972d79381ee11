package io.tidegate.e2e;

import static io.tidegate.e2e.WarmGateway.ACCEPT;
import static io.tidegate.e2e.WarmGateway.after;
import static io.tidegate.e2e.WarmGateway.await;
import static io.tidegate.e2e.WarmGateway.inTurn;
import static io.tidegate.e2e.WarmGateway.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawEndpoint.Answer;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Warm connections that their endpoint has given up, before a session takes them or as one does. */
@ExtendWith(NothingLeftBehind.class)
class StaleConnectionsTest {
    static Stream<Arguments> tooLate() {
        return Stream.of(
                Arguments.of("an end", Answers.closeAtOnce()),
                Arguments.of("a reset", Answers.resetAtOnce()),
                Arguments.of("408", Answers.status(408, "too late")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tooLate")
    void aRequestThatComesTooLateGoesOutAgainOnAFreshConnection(String name, Answer answer) {
        try (var endpoint = new RawEndpoint(inTurn(ACCEPT, answer));
                var gateway = WarmGateway.start(endpoint)) {
            gateway.openSession();
            gateway.awaitReady(endpoint, 2);

            assertThat(gateway.openSession()).isEqualTo(3);
            assertThat(gateway.stale()).isEqualTo(1);
            assertThat(gateway.connected()).isEqualTo(2);
            assertThat(gateway.failed()).isZero();
            gateway.awaitReady(endpoint, 4);
            assertThat(gateway.openSession()).isEqualTo(4);
        }
    }

    @Test
    void theStaleConnectionIsNoAttemptOfItsOwnInTheLog() {
        try (var endpoint = new RawEndpoint(inTurn(ACCEPT, Answers.closeAtOnce()));
                var gateway = WarmGateway.start(endpoint)) {
            gateway.openSession();
            gateway.awaitReady(endpoint, 2);
            GatewayFixture fixture = gateway.fixture();

            fixture.open("/stale").close();

            assertThat(fixture.ending("/stale").cause()).isEqualTo(Cause.CLIENT_LOST);
            assertThat(fixture.endings().attemptsOf("/stale")).isEqualTo(1);
        }
    }

    @Test
    void theConnectTimeoutHoldsForTheStaleAndTheFreshConnectionTogether() {
        Answer late = peer -> {
            peer.readHead();
            after(new CountDownLatch(1), Duration.ofMillis(1200), RawPeer::close)
                    .to(peer);
        };
        try (var endpoint = new RawEndpoint(inTurn(ACCEPT, late, Answers.stall(), Answers.stall()));
                var gateway = WarmGateway.start(once(endpoint).upstream("connect-timeout", "1500ms"))) {
            gateway.openSession();
            gateway.awaitReady(endpoint, 2);

            long startNanos = System.nanoTime();
            assertThat(gateway.handshake().status()).isEqualTo(504);

            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofMillis(2600));
            assertThat(gateway.stale()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionOnWhichNoAnswerComesIsStale() {
        try (var endpoint = new RawEndpoint(inTurn(ACCEPT, Answers.stall()));
                var gateway = WarmGateway.start(once(endpoint).upstream("connect-timeout", "300ms"))) {
            gateway.openSession();
            gateway.awaitReady(endpoint, 2);

            assertThat(gateway.handshake().status()).isEqualTo(504);

            assertThat(gateway.stale()).isEqualTo(1);
            assertThat(gateway.failed()).isEqualTo(1);
        }
    }

    @Test
    void anEndpointThatHasAnsweredIsNotAskedAgain() {
        try (var endpoint = new RawEndpoint(inTurn(ACCEPT, Answers.status(403, "no")));
                var gateway = WarmGateway.start(endpoint)) {
            gateway.openSession();
            gateway.awaitReady(endpoint, 2);

            assertThat(gateway.handshake().status()).isEqualTo(403);

            assertThat(gateway.used()).isEqualTo(1);
            assertThat(gateway.stale()).isZero();
        }
    }

    static Stream<Arguments> spoilt() {
        return Stream.of(
                Arguments.of("closed", (Answer) RawPeer::close),
                Arguments.of("reset", (Answer) RawPeer::reset),
                Arguments.of("half-closed", (Answer) RawPeer::halfClose),
                Arguments.of("bytes unasked", (Answer) peer -> peer.send("HTTP/1.1 408 Request Timeout\r\n\r\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoilt")
    void whatTheEndpointSpoilsIsDroppedAndNotReplacedBeforeTheNextSession(String name, Answer spoil) {
        var maySpoil = new CountDownLatch(1);
        try (var endpoint = new RawEndpoint(inTurn(ACCEPT, after(maySpoil, spoil)));
                var gateway = WarmGateway.start(endpoint)) {
            gateway.openSession();
            gateway.awaitReady(endpoint, 2);
            maySpoil.countDown();
            await(() -> gateway.ready() == 0);

            assertThat(gateway.openSession()).isEqualTo(3);
            gateway.awaitReady(endpoint, 4);
            assertThat(gateway.stale()).isZero();
        }
    }

    @Test
    void theEndOfTlsIsAnEndToo() {
        var mayEnd = new CountDownLatch(1);
        Answer ending = peer -> {
            Thread.ofVirtual().start(peer::drain); // shakes hands
            after(mayEnd, RawPeer::halfClose).to(peer);
        };
        try (var site = new TestSite();
                var endpoint = new RawEndpoint(inTurn(ACCEPT, ending), site);
                var gateway =
                        WarmGateway.start(settings(endpoint).upstream("tls", "{ ca: \"" + site.authority() + "\" }"))) {
            gateway.openSession();
            gateway.awaitReady(endpoint, 2);

            mayEnd.countDown();

            await(() -> gateway.ready() == 0);
            assertThat(gateway.openSession()).isEqualTo(3);
        }
    }

    @Test
    void aConnectionThatIsNotReadyWithinConnectTimeoutIsGivenUp() throws Exception {
        var mayShakeHands = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        Answer late = peer -> {
            try {
                after(mayShakeHands, RawPeer::drain).to(peer);
            } finally {
                over.countDown();
            }
        };
        try (var site = new TestSite();
                var endpoint = new RawEndpoint(inTurn(ACCEPT, late, Answers.stall()), site);
                var gateway = WarmGateway.start(once(endpoint)
                        .upstream("connect-timeout", "300ms")
                        .upstream("tls", "{ ca: \"" + site.authority() + "\" }"))) {
            gateway.openSession();
            await(() -> endpoint.taken() == 2);

            assertThat(gateway.handshake().status()).isEqualTo(504); // its own connect-timeout began later
            mayShakeHands.countDown();

            assertThat(over.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anEndpointThatClosesWhatIsIdleAtOnceCostsNoSession() {
        Answer closesEverySecond = peer -> (peer.number() % 2 == 1 ? ACCEPT : (Answer) RawPeer::close).to(peer);
        try (var endpoint = new RawEndpoint(closesEverySecond);
                var gateway = WarmGateway.start(endpoint)) {
            for (int session = 1; session <= 10; session++) {
                assertThat(gateway.openSession()).isEqualTo(2 * session - 1);
                int opened = 2 * session;
                await(() -> endpoint.taken() == opened);
            }
            assertThat(gateway.failed()).isZero();
        }
    }

    @Test
    void anEndpointThatRestartsCostsNoSession() {
        try (var endpoint = new RawEndpoint(ACCEPT);
                var gateway = WarmGateway.start(endpoint)) {
            gateway.openSession();
            gateway.awaitReady(endpoint, 2);

            endpoint.restart();

            assertThat(gateway.openSession()).isEqualTo(3);
            gateway.awaitReady(endpoint, 4);
            assertThat(gateway.failed()).isZero();
        }
    }

    @Test
    void aClientThatLeavesTakesItsConnectionWithIt() {
        try (var endpoint = new RawEndpoint(inTurn(ACCEPT, Answers.stall()));
                var gateway = WarmGateway.start(endpoint)) {
            gateway.openSession();
            endpoint.next();
            gateway.awaitReady(endpoint, 2);
            GatewayFixture fixture = gateway.fixture();

            RawPeer client = RawPeer.connect(fixture.address());
            client.send(Upgrade.to("/left").bytes());
            RawPeer upstream = endpoint.next();
            client.close();

            assertThat(upstream.drain()).isZero();
            assertThat(fixture.ending("/left").cause()).isEqualTo(Cause.CLIENT_LOST);
            fixture.awaitNoSession();
        }
    }

    /** Without retries. */
    private static Settings once(RawEndpoint endpoint) {
        return settings(endpoint).upstream("retry", "{ attempts: 1 }");
    }
}
