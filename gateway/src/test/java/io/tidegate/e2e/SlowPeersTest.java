package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that stop reading, trickle, fall silent or stay too long, and what a session is allowed. */
@ExtendWith(NothingLeftBehind.class)
class SlowPeersTest {
    private static final int SMALL = 8 * 1024;

    @ParameterizedTest(name = "the {0}")
    @EnumSource(Side.class)
    void aSideThatTakesNothingEndsTheSessionWith1013(Side stalled) {
        try (var endpoint = new RawEndpoint(Answers.accept(), SMALL);
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("stall-timeout", "300ms")
                        .route("close-timeout", "300ms"));
                RawPeer client = RawPeer.connect(gateway.address(), SMALL)) {
            client.send(Upgrade.to("/stalled").bytes()).readHead();
            RawPeer upstream = endpoint.next();
            RawPeer sender = stalled == Side.CLIENT ? upstream : client;
            Thread flood = Thread.ofVirtual().start(() -> flood(sender));

            Ending ending = gateway.ending("/stalled");

            assertThat(ending.cause()).isEqualTo(Cause.STALLED);
            assertThat(ending.code()).isEqualTo(1013);
            if (stalled == Side.UPSTREAM) {
                assertThat(client.nextClose().closeCode()).isEqualTo(1013);
            }
            sender.drain();
            assertThat(flood).satisfies(Thread::join);
        }
    }

    @Test
    void aFrameThatComesByteByByteArrivesWhole() {
        byte[] frame = WireFrame.text("drop by drop").masked(0x01020304).bytes();
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.connect(gateway.address())) {
            byte[] request = Upgrade.to("/trickle").bytes();
            client.sendCut(request, IntStream.range(1, request.length).toArray());
            client.readHead();
            client.sendCut(frame, IntStream.range(1, frame.length).toArray());
            try (RawPeer upstream = endpoint.next()) {
                assertThat(upstream.next().text()).isEqualTo("drop by drop");
            }
        }
    }

    @Test
    void aRequestThatTakesTooLongIs408() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).listener("handshake-timeout", "200ms"));
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send("GET /slow HTTP/1.1\r\nHost: a\r\nX-");

            assertThat(client.readHead().status()).isEqualTo(408);
            client.readBody();
            assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
            assertThat(endpoint.taken()).isZero();
        }
    }

    @ParameterizedTest(name = "the {0}")
    @EnumSource(Side.class)
    void aSideThatLeavesOurPingsUnansweredIsLost(Side silent) {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("close-timeout", "100ms")
                        .route("ping", "{ interval: 1s, timeout: 200ms }"));
                RawPeer client = gateway.open("/silent");
                RawPeer upstream = endpoint.next()) {
            RawPeer alive = silent == Side.CLIENT ? upstream : client;

            WireFrame ping = alive.next();
            assertThat(ping.opcode()).isEqualTo(WireFrame.PING);
            alive.send(WireFrame.of(WireFrame.PONG, ping.payload()));

            assertThat(alive.nextClose().closeCode()).isEqualTo(silent == Side.CLIENT ? 1001 : 1011);
            Cause cause = silent == Side.CLIENT ? Cause.CLIENT_LOST : Cause.ENDPOINT_LOST;
            assertThat(gateway.ending("/silent").cause()).isEqualTo(cause);
        }
    }

    @Test
    void ourPingsAndTheirPongsStayBetweenUsAndThePeer() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        Settings.to(endpoint.url()).route("ping", "{ interval: 1s, timeout: 5s }"));
                RawPeer client = gateway.open("/pings");
                RawPeer upstream = endpoint.next()) {
            WireFrame ping = client.next();
            client.send(WireFrame.of(WireFrame.PONG, ping.payload()), WireFrame.pong("mine"), WireFrame.text("t"));
            WireFrame first = upstream.next();

            WireFrame second = first.opcode() == WireFrame.PING ? upstream.next() : first; // ours

            assertThat(second.text()).isEqualTo("mine");
        }
    }

    @Test
    void aSessionWithoutTrafficEndsWith1001() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).route("idle-timeout", "1s"));
                RawPeer client = gateway.open("/idle");
                RawPeer upstream = endpoint.next()) {
            assertThat(client.next().closeCode()).isEqualTo(1001);
            assertThat(upstream.next().closeCode()).isEqualTo(1001);
            client.send(WireFrame.close(1001, ""));
            upstream.send(WireFrame.close(1001, "")).halfClose();
            assertThat(gateway.ending("/idle").cause()).isEqualTo(Cause.IDLE);
        }
    }

    @Test
    void aSessionThatReachesItsAgeEndsWith1012() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).route("max-age", "1s"));
                RawPeer client = gateway.open("/old");
                RawPeer upstream = endpoint.next()) {
            assertThat(client.next().closeCode()).isEqualTo(1012);
            upstream.next();
            client.send(WireFrame.close(1012, ""));
            upstream.send(WireFrame.close(1001, "")).halfClose();
            assertThat(gateway.ending("/old").cause()).isEqualTo(Cause.MAX_AGE);
        }
    }

    @Test
    void aDrainTellsEverySessionToReconnect() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = gateway.open("/drained");
                RawPeer upstream = endpoint.next()) {
            Thread draining = Thread.ofVirtual().start(gateway.gateway()::drain);

            assertThat(client.next().closeCode()).isEqualTo(1012);
            assertThat(upstream.next().closeCode()).isEqualTo(1001);
            client.send(WireFrame.close(1012, ""));
            upstream.send(WireFrame.close(1001, "")).halfClose();
            assertThat(draining).satisfies(Thread::join);
            assertThat(gateway.ending("/drained").cause()).isEqualTo(Cause.DRAINED);
        }
    }

    private static void flood(RawPeer sender) {
        WireFrame frame = WireFrame.binary(new byte[60_000]);
        try {
            while (true) {
                sender.send(frame);
            }
        } catch (UncheckedIOException e) {
            return; // the gateway ended the session
        }
    }
}
