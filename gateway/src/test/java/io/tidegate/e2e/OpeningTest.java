package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From the client's request to 101: what is negotiated, and what is sent too early. */
@ExtendWith(NothingLeftBehind.class)
class OpeningTest {
    @Test
    void theEndpointSeesARequestOfOurs() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.open(
                        gateway.address(),
                        Upgrade.to("/a/../chat?token=1%202")
                                .with("Cookie", "sid=1")
                                .with("X-Forwarded-For", "6.6.6.6")
                                .with("X-Hop", "1")
                                .replacing("Connection", "upgrade, x-hop"));
                RawPeer upstream = endpoint.next()) {
            Head request = upstream.head();

            assertThat(request.startLine()).isEqualTo("GET /chat?token=1%202 HTTP/1.1");
            assertThat(request.header("Host")).isEqualTo("gateway.test");
            assertThat(request.header("Cookie")).isEqualTo("sid=1");
            assertThat(request.header("X-Hop")).isEmpty();
            assertThat(request.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(request.header("X-Forwarded-Proto")).isEqualTo("http");
            assertThat(request.header("Sec-WebSocket-Key"))
                    .isNotEqualTo(Upgrade.KEY)
                    .hasSize(24);
            assertThat(request.header("Tidegate-Session")).isNotEmpty();
            assertThat(client.head().header("Sec-WebSocket-Accept")).isEqualTo(Upgrade.acceptFor(Upgrade.KEY));
        }
    }

    @Test
    void theEndpointChoosesTheSubprotocolAndSetsItsCookies() {
        Upgrade request = Upgrade.to("/").with("Sec-WebSocket-Protocol", "mqtt, stomp");
        try (var endpoint = new RawEndpoint(
                        Answers.accept("Sec-WebSocket-Protocol: stomp", "Set-Cookie: a=1", "Set-Cookie: b=2"));
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.open(gateway.address(), request);
                RawPeer upstream = endpoint.next()) {
            assertThat(upstream.head().header("Sec-WebSocket-Protocol")).isEqualTo("mqtt, stomp");
            assertThat(client.head().header("Sec-WebSocket-Protocol")).isEqualTo("stomp");
            assertThat(client.head().headers().all("Set-Cookie")).containsExactly("a=1", "b=2");
        }
    }

    @Test
    void onlyPermessageDeflateIsOfferedOn() {
        Upgrade request = Upgrade.to("/")
                .with("Sec-WebSocket-Extensions", "x-unknown, permessage-deflate; client_max_window_bits, bbf-usp");
        try (var endpoint = new RawEndpoint(Answers.accept("Sec-WebSocket-Extensions: permessage-deflate"));
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.open(gateway.address(), request);
                RawPeer upstream = endpoint.next()) {
            String offered = upstream.head().header("Sec-WebSocket-Extensions");

            assertThat(offered).startsWith("permessage-deflate").doesNotContain("x-unknown", "bbf-usp");
            assertThat(client.head().header("Sec-WebSocket-Extensions")).isEqualTo("permessage-deflate");
        }
    }

    @Test
    void whatAClientSendsBefore101ArrivesOnce() throws Exception {
        var mayAnswer = new CountDownLatch(1);
        try (var endpoint = new RawEndpoint(peer -> {
                    Head request = peer.readHead();
                    await(mayAnswer);
                    peer.send(Answers.switching(Upgrade.acceptFor(request.header("Sec-WebSocket-Key"))));
                });
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.connect(gateway.address())) {
            List<WireFrame> early = new ArrayList<>();
            for (int i = 0; i < 50; i++) { // more than the 16 KiB that are kept
                early.add(WireFrame.binary(Rfc6455Cases.bytes(i * 20)).masked(i * 0x1234567));
            }
            byte[] bytes = WireFrame.bytes(early);

            client.send(concat(Upgrade.to("/early").bytes(), bytes));
            mayAnswer.countDown();

            try (RawPeer upstream = endpoint.next()) {
                assertThat(client.readHead().status()).isEqualTo(101);
                assertThat(upstream.readExactly(bytes.length)).isEqualTo(bytes);
                WireFrame next = WireFrame.text("next").masked(7);
                client.send(next);
                assertThat(upstream.next()).isEqualTo(next);
            }
        }
    }

    @Test
    void framesGluedToTheEndpoints101ReachTheClient() {
        try (var endpoint = new RawEndpoint(
                        Answers.acceptGluing(WireFrame.text("welcome"), WireFrame.binary(Rfc6455Cases.bytes(3000))));
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = gateway.open("/glued");
                RawPeer _ = endpoint.next()) {
            assertThat(client.next()).isEqualTo(WireFrame.text("welcome"));
            assertThat(client.next()).isEqualTo(WireFrame.binary(Rfc6455Cases.bytes(3000)));
        }
    }

    @Test
    void aCloseGluedToTheEndpoints101ReachesTheClient() {
        try (var endpoint = new RawEndpoint(Answers.acceptGluing(WireFrame.close(4003, "full")));
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = gateway.open("/full");
                RawPeer upstream = endpoint.next()) {
            assertThat(client.next()).isEqualTo(WireFrame.close(4003, "full"));
            client.send(WireFrame.close(4003, "full"));
            assertThat(upstream.next().closeCode()).isEqualTo(4003);
            upstream.halfClose();
            assertThat(gateway.ending("/full")).isEqualTo(new Ending(Phase.RELAY, Cause.ENDPOINT_CLOSED, 4003, "full"));
        }
    }

    @Test
    void aClientThatLeavesWhileWeConnectCancelsIt() {
        try (var endpoint = new RawEndpoint(Answers.stall());
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/leaves").bytes());
            try (RawPeer upstream = endpoint.next()) {
                client.reset();

                upstream.drain();
                Ending ending = gateway.ending("/leaves");
                assertThat(ending.phase()).isEqualTo(Phase.CONNECT);
                assertThat(ending.cause()).isEqualTo(Cause.CLIENT_LOST);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
