package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that wait for their rate, and what becomes of all that comes behind them. */
@ExtendWith(NothingLeftBehind.class)
class HeldMessagesTest {
    private static final int MESSAGES = 5;
    private static final long PAUSES_NANOS = TimeUnit.MILLISECONDS.toNanos(50) * (MESSAGES - 1);

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void aCloseArrivesBehindTheMessagesThatWait(Side from) {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = delaying(endpoint);
                RawPeer client = gateway.open("/close");
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer receiver = from == Side.CLIENT ? upstream : client;

            long startNanos = System.nanoTime();
            sendAll(sender).send(WireFrame.close(4000, "bye"));

            readAll(receiver);
            assertThat(receiver.next().closeCode()).isEqualTo(4000);
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(PAUSES_NANOS);
            receiver.send(WireFrame.close(4000, ""));
            upstream.halfClose();
            assertThat(sender.next().closeCode()).isEqualTo(4000);
            Cause cause = from == Side.CLIENT ? Cause.CLIENT_CLOSED : Cause.ENDPOINT_CLOSED;
            assertThat(gateway.ending("/close")).isEqualTo(new Ending(Phase.RELAY, cause, 4000, "bye"));
        }
    }

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void anEndOfStreamCountsBehindTheMessagesThatWait(Side from) {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = delaying(endpoint);
                RawPeer client = gateway.open("/end");
                RawPeer upstream = endpoint.next()) {
            RawPeer receiver = from == Side.CLIENT ? upstream : client;

            sendAll(from == Side.CLIENT ? client : upstream).halfClose();

            readAll(receiver);
            assertThat(receiver.next().closeCode()).isEqualTo(from == Side.CLIENT ? 1001 : 1011);
            receiver.finish(WireFrame.close(1001, ""));
            Cause cause = from == Side.CLIENT ? Cause.CLIENT_LOST : Cause.ENDPOINT_LOST;
            assertThat(gateway.ending("/end").cause()).isEqualTo(cause);
        }
    }

    @Test
    void peersThatVanishWhileBothAreHeldLeaveNothing() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ { rate-limit: { from: both, messages: 60/m, burst: 1 } } ]"));
                RawPeer client = gateway.open("/gone");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("passes"), WireFrame.text("waits"));
            upstream.send(WireFrame.text("passes"), WireFrame.text("waits"));
            assertThat(upstream.next().text()).isEqualTo("passes");
            assertThat(client.next().text()).isEqualTo("passes");

            client.reset();
            upstream.reset();

            assertThat(gateway.ending("/gone").cause()).isIn(Cause.CLIENT_LOST, Cause.ENDPOINT_LOST);
            Awaitility.await("end of the session").until(() -> gateway.gateway().sessions() == 0);
        }
    }

    @Test
    void anEndpointThatSendsTooFastIsToldAndTheClientSeesAnInternalError() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route(
                                "filters",
                                "[ { rate-limit: { from: upstream, messages: 1/h, burst: 1, exceed: close } } ]"));
                RawPeer client = gateway.open("/fast");
                RawPeer upstream = endpoint.next()) {
            upstream.send(WireFrame.text("passes"), WireFrame.text("too fast"));

            assertThat(client.next().text()).isEqualTo("passes");
            assertThat(client.next().closeCode()).isEqualTo(1011);
            assertThat(upstream.next().closeCode()).isEqualTo(1008);
            client.send(WireFrame.close(1011, ""));
            upstream.finish(WireFrame.close(1008, ""));
            assertThat(gateway.ending("/fast"))
                    .isEqualTo(new Ending(Phase.RELAY, Cause.RATE, 1011, "endpoint: message rate exceeded"));
        }
    }

    /** 20 messages a second from either side. */
    private static GatewayFixture delaying(RawEndpoint endpoint) {
        return GatewayFixture.start(Settings.to(endpoint.url())
                .route("filters", "[ { rate-limit: { from: both, messages: 20/s, burst: 1 } } ]"));
    }

    private static RawPeer sendAll(RawPeer sender) {
        for (int i = 0; i < MESSAGES; i++) {
            sender.send(WireFrame.text("message ").more(), WireFrame.continuation(Integer.toString(i)));
        }
        return sender;
    }

    private static void readAll(RawPeer receiver) {
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(receiver.next().text()).isEqualTo("message ");
            assertThat(receiver.next().text()).isEqualTo(Integer.toString(i));
        }
    }
}
