package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that end their connection without a Close, or never answer one. */
@ExtendWith(NothingLeftBehind.class)
class LostPeersTest {
    private static final byte[] HALF_A_FRAME =
            Arrays.copyOf(WireFrame.binary(Rfc6455Cases.bytes(5000)).bytes(), 2000);

    private RawEndpoint endpoint;
    private GatewayFixture gateway;
    private RawPeer client;
    private RawPeer upstream;

    @BeforeEach
    void open() {
        endpoint = new RawEndpoint(Answers.accept());
        gateway = GatewayFixture.start(Settings.to(endpoint.url()).route("close-timeout", "300ms"));
        client = gateway.open("/s");
        upstream = endpoint.next();
    }

    @AfterEach
    void close() {
        client.close();
        gateway.awaitNoSession();
        gateway.close();
        endpoint.close();
    }

    @ParameterizedTest(name = "reset: {0}")
    @ValueSource(booleans = {false, true})
    void anEndpointThatVanishesBetweenFramesIs1011ToTheClient(boolean reset) {
        upstream.send(WireFrame.text("last"));
        assertThat(client.next()).isEqualTo(WireFrame.text("last"));

        leave(upstream, reset);

        assertThat(client.next().closeCode()).isEqualTo(1011);
        client.send(WireFrame.close(1011, ""));
        assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
        assertEnding(Cause.ENDPOINT_LOST, 1011);
    }

    @Test
    void bytesBeforeAnEndArriveFirst() {
        byte[] big = WireFrame.binary(Rfc6455Cases.bytes(500_000)).bytes();

        upstream.send(big).halfClose();

        assertThat(client.readExactly(big.length)).isEqualTo(big);
        assertThat(client.next().closeCode()).isEqualTo(1011);
    }

    @ParameterizedTest(name = "reset: {0}")
    @ValueSource(booleans = {false, true})
    void anEndpointThatDiesInsideAFrameCutsTheClientOff(boolean reset) {
        upstream.send(HALF_A_FRAME);
        assertThat(client.readExactly(HALF_A_FRAME.length)).isEqualTo(HALF_A_FRAME);

        leave(upstream, reset);

        assertThat(client.end()).isEqualTo(RawPeer.End.RESET); // no Close fits inside a frame
        assertEnding(Cause.ENDPOINT_LOST, 1011);
    }

    @ParameterizedTest(name = "reset: {0}")
    @ValueSource(booleans = {false, true})
    void aClientThatVanishesIs1001ToTheEndpoint(boolean reset) {
        client.send(WireFrame.text("last"));
        assertThat(upstream.next().text()).isEqualTo("last");

        leave(client, reset);

        assertThat(upstream.next().closeCode()).isEqualTo(1001);
        upstream.send(WireFrame.close(1001, "")).halfClose();
        assertThat(upstream.drain()).isZero();
        assertEnding(Cause.CLIENT_LOST, 0);
    }

    @ParameterizedTest(name = "reset: {0}")
    @ValueSource(booleans = {false, true})
    void aClientThatDiesInsideAFrameCutsTheEndpointOff(boolean reset) {
        byte[] half = Arrays.copyOf(
                WireFrame.binary(Rfc6455Cases.bytes(5000)).masked(5).bytes(), 2000);
        client.send(half);
        assertThat(upstream.readExactly(half.length)).isEqualTo(half);

        leave(client, reset);

        assertThat(upstream.end()).isEqualTo(RawPeer.End.RESET);
        assertEnding(Cause.CLIENT_LOST, 0);
    }

    @Test
    void aHeaderThatStaysIncompleteIsNotPassedOn() {
        client.send(new byte[] {(byte) 0x81});

        client.halfClose();

        assertThat(upstream.next().closeCode()).isEqualTo(1001);
        upstream.halfClose();
        assertEnding(Cause.CLIENT_LOST, 0);
    }

    @Test
    void aCloseThatTheEndpointNeverAnswersEndsInTime() {
        client.send(WireFrame.close(4000, "bye"));
        assertThat(upstream.next().closeCode()).isEqualTo(4000);

        assertThat(client.next().opcode()).isEqualTo(WireFrame.CLOSE); // ours, in the endpoint's place
        client.drain();
        upstream.drain();
        assertEnding(Cause.CLIENT_CLOSED, 4000);
    }

    @Test
    void aCloseThatTheClientNeverAnswersEndsInTime() {
        upstream.send(WireFrame.close(4000, "bye"));
        assertThat(client.next().closeCode()).isEqualTo(4000);

        client.drain();
        upstream.drain();
        assertEnding(Cause.ENDPOINT_CLOSED, 4000);
    }

    @Test
    void anEndpointThatEndsRightAfterItsCloseIsNoLoss() {
        upstream.send(WireFrame.close(1000, "done")).halfClose();

        assertThat(client.next()).isEqualTo(WireFrame.close(1000, "done"));
        client.send(WireFrame.close(4000, "done too"));
        assertThat(upstream.next().closeCode()).isEqualTo(4000);
        assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
        assertThat(upstream.end()).isEqualTo(RawPeer.End.FIN);
        assertEnding(Cause.ENDPOINT_CLOSED, 1000);
    }

    @Test
    void anEndpointThatHalfClosedIsAnsweredInPlaceOfAClientThatIsGone() {
        upstream.send(WireFrame.close(1000, "done")).halfClose();

        assertThat(client.next()).isEqualTo(WireFrame.close(1000, "done"));
        client.halfClose();
        assertThat(upstream.next().closeCode()).isEqualTo(1000);
        assertThat(upstream.end()).isEqualTo(RawPeer.End.FIN);
        assertEnding(Cause.ENDPOINT_CLOSED, 1000);
    }

    @Test
    void aClientThatEndsRightAfterItsCloseIsNoLoss() {
        client.send(WireFrame.close(1000, "done")).halfClose();

        assertThat(upstream.next().closeCode()).isEqualTo(1000);
        upstream.send(WireFrame.close(4000, "done too")).halfClose();
        assertThat(client.next()).isEqualTo(WireFrame.close(4000, "done too"));
        assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
        assertThat(upstream.end()).isEqualTo(RawPeer.End.FIN);
        assertEnding(Cause.CLIENT_CLOSED, 1000);
    }

    @Test
    void bothMayCloseAtOnce() {
        client.send(WireFrame.close(4001, "client"));
        upstream.send(WireFrame.close(4002, "endpoint"));

        assertThat(client.next().opcode()).isEqualTo(WireFrame.CLOSE);
        assertThat(upstream.next().opcode()).isEqualTo(WireFrame.CLOSE);
        upstream.halfClose();
        assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
        assertThat(gateway.ending("/s").cause()).isIn(Cause.CLIENT_CLOSED, Cause.ENDPOINT_CLOSED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void aClientThatBrokeTheProtocolNeedNotWaitForTheEnd(WireFrame violation) {
        try (var patient = GatewayFixture.start(Settings.to(endpoint.url()).route("close-timeout", "1m"));
                RawPeer breaker = patient.open("/breaker");
                RawPeer theirs = endpoint.next()) {
            breaker.send(violation);

            assertThat(breaker.next().opcode()).isEqualTo(WireFrame.CLOSE);
            assertThat(breaker.end()).isEqualTo(RawPeer.End.FIN);
            breaker.send(WireFrame.close(1002, "")).halfClose();
            assertThat(theirs.next().closeCode()).isEqualTo(1001);
            theirs.halfClose();
            assertThat(patient.ending("/breaker").cause()).isIn(Cause.PROTOCOL, Cause.INVALID);
        }
    }

    @Test
    void norWithTls() {
        try (var site = new TestSite();
                var patient = GatewayFixture.start(
                        Settings.to(endpoint.url()).route("close-timeout", "1m").listener("tls", site.listenerTls()));
                RawPeer breaker = RawPeer.connect(patient.address(), site)) {
            breaker.send(Upgrade.to("/breaker").bytes()).readHead();
            RawPeer theirs = endpoint.next();
            breaker.send(WireFrame.of(3));

            assertThat(breaker.next().opcode()).isEqualTo(WireFrame.CLOSE);
            assertThat(breaker.end()).isEqualTo(RawPeer.End.FIN);
            breaker.halfClose();
            theirs.halfClose();
            assertThat(patient.ending("/breaker").cause()).isEqualTo(Cause.PROTOCOL);
        }
    }

    static Stream<WireFrame> violations() {
        return Stream.of(WireFrame.of(3), WireFrame.close(1005, ""), WireFrame.close(1000, new byte[] {(byte) 0xFF}));
    }

    private static void leave(RawPeer peer, boolean reset) {
        if (reset) {
            peer.reset();
        } else {
            peer.halfClose();
        }
    }

    private void assertEnding(Cause cause, int code) {
        Ending ending = gateway.ending("/s");
        assertThat(ending)
                .extracting(Ending::phase, Ending::cause, Ending::code)
                .containsExactly(Phase.RELAY, cause, code);
    }
}
