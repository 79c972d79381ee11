package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Orders of events that are rare on the wire, and what a session makes of them. */
@ExtendWith(NothingLeftBehind.class)
class RelayEdgesTest {
    private static final int SMALL = 8 * 1024;

    @Test
    void aClientThatWasPausedIsReadAgainWhenItsEndpointIsGone() throws Exception {
        byte[] frame = WireFrame.binary(new byte[32 << 20]).masked(0).bytes();
        try (var endpoint = new RawEndpoint(Answers.accept(), SMALL);
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("max-message", "64MiB")
                        .route("max-frame", "64MiB")
                        .route("close-timeout", "8s"));
                RawPeer client = gateway.open("/paused");
                RawPeer upstream = endpoint.next()) {
            AtomicLong sent = new AtomicLong();
            Thread sender = Thread.ofVirtual().start(() -> sendIn(client, frame, sent));
            awaitStandstill(sent);

            upstream.reset();

            assertThat(client.next().closeCode()).isEqualTo(1011);
            assertThat(sender.join(Duration.ofSeconds(4)))
                    .as("the frame was read to its end")
                    .isTrue();
            assertThat(sent).hasValue(frame.length);
            client.send(WireFrame.close(1011, ""));
            assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
        }
    }

    @Test
    void aClientLostBefore101GoesOutTakesTheEndpointsConnectionWithIt() {
        byte[] early = new byte[0];
        for (int i = 0; i < 1024; i++) { // the 16 KiB after which the client is read no more
            early = concat(early, WireFrame.binary(new byte[10]).masked(i).bytes());
        }
        var asked = new CountDownLatch(1);
        var mayAnswer = new CountDownLatch(1);
        try (var endpoint = new RawEndpoint(peer -> {
                    Head request = peer.readHead();
                    asked.countDown();
                    reached(mayAnswer);
                    peer.send(Answers.switching(Upgrade.acceptFor(request.header("Sec-WebSocket-Key"))));
                });
                var gateway = GatewayFixture.start(
                        Settings.to(endpoint.url()).gateway("transport", "nio").route("close-timeout", "300ms"));
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/lost").bytes());
            reached(asked);
            client.sendCut(early, early.length);
            client.reset();
            mayAnswer.countDown();

            try (RawPeer upstream = endpoint.next()) {
                assertThat(upstream.readExactly(early.length)).isEqualTo(early);
                assertThat(upstream.next().closeCode()).isEqualTo(1001);
                upstream.drain();
                assertThat(gateway.ending("/lost").cause()).isEqualTo(Cause.CLIENT_LOST);
            }
        }
    }

    @Test
    void aFrameThatTakesLongKeepsAPongBackAndIsNoLoss() {
        byte[] frame = WireFrame.binary(new byte[1 << 20]).masked(0).bytes();
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("max-message", "2MiB")
                        .route("ping", "{ interval: 1s, timeout: 200ms }"));
                RawPeer client = gateway.open("/upload")) {
            long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1800);
            int sent = 0;
            while (System.nanoTime() - untilNanos < 0) {
                client.sendCut(new byte[] {frame[sent++], frame[sent++]}, 2);
            }
            client.send(Arrays.copyOfRange(frame, sent, frame.length));

            WireFrame ping = client.next();
            client.send(WireFrame.pong(""));
            assertThat(ping.opcode()).isEqualTo(WireFrame.PING);
            assertThat(client.next().payload()).hasSize(1 << 20);
        }
    }

    @Test
    void aRefusedHandshakeOnTheSameLoopAgesNobody() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        Settings.to(endpoint.url())
                                .gateway("event-loops", "1")
                                .route("idle-timeout", "2s")
                                .route(
                                        "filters",
                                        "[ { rate-limit: { messages: 100/s } }, { origins: { allow: [ \"https://a.example\" ] } } ]"));
                RawPeer client =
                        RawPeer.open(gateway.address(), Upgrade.to("/talks").with("Origin", "https://a.example"));
                RawPeer upstream = endpoint.next();
                RawPeer refused = RawPeer.connect(gateway.address())) {
            refused.send(
                    Upgrade.to("/refused").with("Origin", "https://b.example").bytes());
            assertThat(refused.readHead().status()).isEqualTo(403);
            refused.halfClose();

            Awaitility.await().pollDelay(Duration.ofMillis(1800)).until(() -> true);
            client.send(WireFrame.text("still here"));
            assertThat(upstream.next().text()).isEqualTo("still here");

            Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            client.send(WireFrame.text("and now"));
            assertThat(upstream.next().text()).isEqualTo("and now");
        }
    }

    @Test
    void bytesThatAreNoTlsAreTheClientsFault() throws Exception {
        try (var site = new TestSite();
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(secure(site, endpoint.url()));
                Socket raw = new Socket("127.0.0.1", gateway.address().getPort());
                SSLSocket _ = tls(site, raw)) {
            raw.getOutputStream()
                    .write("this is no record of TLS at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

            assertThat(gateway.ending("/secure").cause()).isEqualTo(Cause.CLIENT_LOST);
        }
    }

    @Test
    void aGoodbyeOfTlsIsTheEndOfAStream() throws Exception {
        try (var site = new TestSite();
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(secure(site, endpoint.url()));
                Socket raw = new Socket("127.0.0.1", gateway.address().getPort());
                SSLSocket client = tls(site, raw)) {
            client.shutdownOutput();

            assertThat(gateway.ending("/secure").cause()).isEqualTo(Cause.CLIENT_LOST);
        }
    }

    @Test
    void theRoundTripOfALegIsShown() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .gateway("admin", "{ address: \"127.0.0.1:0\" }")
                        .route("ping", "{ interval: 1s, timeout: 5s }"));
                RawPeer client = gateway.open("/rtt");
                HttpClient http = HttpClient.newHttpClient()) {
            WireFrame ping = client.next();
            client.send(WireFrame.of(WireFrame.PONG, ping.payload()));

            URI sessions = URI.create("http:/" + gateway.gateway().adminAddress() + "/api/v1/sessions");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    http.send(HttpRequest.newBuilder(sessions).build(), BodyHandlers.ofString())
                                            .body())
                            .containsPattern("\"client-rtt-micros\" ?: ?[0-9]")
                            .containsPattern("\"upstream-rtt-micros\" ?: ?[0-9]"));
        }
    }

    private static Settings secure(TestSite site, String url) {
        return Settings.to(url)
                .route("close-timeout", "300ms")
                .listener(
                        "tls",
                        "{ certificates: [ { certificate: \"" + site.certificate() + "\", key: \"" + site.key()
                                + "\" } ] }");
    }

    private static SSLSocket tls(TestSite site, Socket raw) throws Exception {
        SSLSocket client =
                (SSLSocket) site.context().getSocketFactory().createSocket(raw, "localhost", raw.getPort(), false);
        client.setSoTimeout((int) RawPeer.LIMIT.toMillis());
        client.getOutputStream().write(Upgrade.to("/secure").bytes());
        assertThat(client.getInputStream().readNBytes(12)).asString().endsWith("101");
        return client;
    }

    private static void sendIn(RawPeer client, byte[] bytes, AtomicLong sent) {
        try {
            for (int from = 0; from < bytes.length; from += 64 << 10) {
                int to = Math.min(bytes.length, from + (64 << 10));
                client.send(Arrays.copyOfRange(bytes, from, to));
                sent.set(to);
            }
        } catch (UncheckedIOException e) {
            return; // cut off; the test sees how far it came
        }
    }

    private static void awaitStandstill(AtomicLong count) {
        long[] last = {-1};
        Awaitility.await().pollInterval(Duration.ofMillis(300)).until(() -> {
            long now = count.get();
            boolean stands = now == last[0];
            last[0] = now;
            return stands;
        });
    }

    private static void reached(CountDownLatch latch) {
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
