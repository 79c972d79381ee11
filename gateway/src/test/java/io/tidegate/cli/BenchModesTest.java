package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@ExtendWith(NothingLeftBehind.class)
class BenchModesTest {
    @ParameterizedTest
    @ValueSource(strings = {"16B", "125B", "126B", "1000B", "64KiB", "300KiB"})
    void messagesOfEverySizeComeBackVerified(String size) {
        try (EchoEndpoint server = new EchoEndpoint()) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "2", "-f", "3", "-d", "150ms", "-s", size);

            assertThat(outcome.exitCode()).as(outcome.out()).isZero();
            assertThat(outcome.json().at("/messages/received").asLong()).isPositive();
        }
    }

    @Test
    void textIsPrintableAndEachMessageHasAKeyOfItsOwn() throws Exception {
        List<byte[]> wire = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        RawEndpoint.Answer two = peer -> {
            Answers.accept().to(peer);
            for (int i = 0; i < 2; i++) {
                WireFrame frame = peer.next();
                wire.add(frame.bytes());
                texts.add(frame.text());
                peer.send(WireFrame.text(frame.text()));
            }
            peer.finish(peer.nextClose().unmasked());
        };
        try (RawEndpoint server = new RawEndpoint(two)) {
            BenchOutcome.measure(server.url(), "-c", "1", "-d", "100ms", "--text", "-s", "50B");
            server.next();
        }

        assertThat(texts).allSatisfy(text -> assertThat(text).matches("[0-o]{16}(tidegate){4}ti"));
        assertThat(ByteBuffer.wrap(wire.get(0)).getInt(2))
                .isNotEqualTo(ByteBuffer.wrap(wire.get(1)).getInt(2));
    }

    @Test
    void anEchoInFragmentsIsAnEchoAndPingsBetweenAreAnswered() {
        RawEndpoint.Answer fragmenting = peer -> {
            Answers.accept().to(peer);
            for (WireFrame frame = peer.next(); frame.opcode() != WireFrame.CLOSE; frame = peer.next()) {
                String text = frame.text();
                peer.send(
                        WireFrame.text(text.substring(0, 5)).more(),
                        WireFrame.ping("between"),
                        WireFrame.continuation(text.substring(5, 20)).more(),
                        WireFrame.continuation(text.substring(20)));
                assertThat(peer.next().unmasked()).isEqualTo(WireFrame.pong("between"));
            }
            peer.finish(WireFrame.close(1000, ""));
        };
        try (RawEndpoint server = new RawEndpoint(fragmenting)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "1", "-d", "200ms", "--text");

            assertThat(outcome.json().get("errors")).isEmpty();
            assertThat(outcome.json().at("/messages/received").asLong()).isPositive();
        }
    }

    @Test
    void whatIsNoEchoIsCountedAndNotMeasured() {
        RawEndpoint.Answer other = peer -> {
            Answers.accept().to(peer);
            byte[] message = peer.next().payload();
            message[20] ^= 1; // not looked at: the stamp and the length are what is verified
            peer.send(WireFrame.text("hello"), WireFrame.binary(new byte[message.length]));
            peer.send(WireFrame.of(WireFrame.BINARY, message), WireFrame.of(WireFrame.BINARY, message));
            peer.next();
            peer.finish(peer.nextClose().unmasked());
        };
        try (RawEndpoint server = new RawEndpoint(other)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "1", "-d", "100ms");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors("unexpected-message")).isEqualTo(3);
            assertThat(outcome.errors("unanswered")).isEqualTo(1);
            assertThat(outcome.json().at("/messages/received").asLong()).isEqualTo(1);
            assertThat(outcome.out()).contains("5 bytes of text");
        }
    }

    @Test
    void anEchoThatIsSkippedIsMissing() {
        RawEndpoint.Answer skipping = peer -> {
            Answers.accept().to(peer);
            peer.next();
            peer.send(WireFrame.of(WireFrame.BINARY, peer.next().payload()));
            peer.finish(peer.nextClose().unmasked());
        };
        try (RawEndpoint server = new RawEndpoint(skipping)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "1", "-f", "2", "-d", "100ms");

            assertThat(outcome.errors("missing-echo")).isEqualTo(1);
            assertThat(outcome.errors("unanswered")).isEqualTo(2);
        }
    }

    @Test
    void aStormShakesHandsAndClosesOverAndOver() {
        try (EchoEndpoint server = new EchoEndpoint()) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-m", "storm", "-c", "4", "-d", "400ms");

            assertThat(outcome.exitCode()).as(outcome.out()).isZero();
            assertThat(outcome.json().at("/connections/opened").asInt()).isGreaterThan(4);
            assertThat(outcome.json().at("/connections/opened-per-second").asDouble())
                    .isPositive();
            assertThat(outcome.json().at("/handshake-ms/count").asLong())
                    .isEqualTo(outcome.json().at("/connections/opened").asLong());
            assertThat(outcome.json().get("messages").isNull()).isTrue();
        }
    }

    @Test
    void idleSaysHowManyStayed() {
        AtomicInteger taken = new AtomicInteger();
        RawEndpoint.Answer losingOne = peer -> {
            boolean loses = taken.getAndIncrement() == 2;
            Answers.accept().to(peer);
            if (loses) {
                peer.close();
            } else {
                peer.patient().finish(peer.nextClose().unmasked());
            }
        };
        try (RawEndpoint server = new RawEndpoint(losingOne)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-m", "idle", "-c", "5", "-d", "200ms");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.json().at("/connections/opened").asInt()).isEqualTo(5);
            assertThat(outcome.json().at("/connections/open-at-end").asInt()).isEqualTo(4);
            assertThat(outcome.errors("connection-lost")).isEqualTo(1);
        }
    }

    @Test
    void receiveCountsWhatTheServerSends() {
        RawEndpoint.Answer pushing = peer -> {
            Answers.accept().to(peer);
            WireFrame message = WireFrame.binary(new byte[10_000]);
            long endNanos = System.nanoTime() + 800_000_000;
            while (System.nanoTime() < endNanos) {
                peer.send(message);
            }
            peer.finish(peer.nextClose().unmasked());
        };
        try (RawEndpoint server = new RawEndpoint(pushing)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-m", "receive", "-c", "1", "-d", "300ms");

            assertThat(outcome.exitCode()).as(outcome.out()).isZero();
            assertThat(outcome.json().at("/messages/sent").asLong()).isZero();
            long received = outcome.json().at("/messages/received").asLong();
            assertThat(received).isPositive();
            assertThat(outcome.json().at("/messages/received-bytes-per-second").asDouble())
                    .isCloseTo(
                            10_000
                                    * outcome.json()
                                            .at("/messages/received-per-second")
                                            .asDouble(),
                            within(10_000.0));
            assertThat(outcome.json().get("latency-ms").isNull()).isTrue();
        }
    }

    @Test
    void theHandshakeHasTheFieldsThatWereAskedFor() {
        try (RawEndpoint server = new RawEndpoint(Answers.accept("Sec-WebSocket-Protocol: b"))) {
            BenchOutcome.measure(
                    server.url() + "/chat%20room?token=1",
                    "-m",
                    "idle",
                    "-c",
                    "1",
                    "-d",
                    "10ms",
                    "-H",
                    "Authorization: Bearer x",
                    "-H",
                    "host: example.org",
                    "--subprotocol",
                    "a",
                    "--subprotocol",
                    "b");

            Head request = server.next().head();
            assertThat(request.target()).isEqualTo("/chat%20room?token=1");
            assertThat(request.header("Host")).isEqualTo("example.org");
            assertThat(request.header("Authorization")).isEqualTo("Bearer x");
            assertThat(request.header("Sec-WebSocket-Protocol")).isEqualTo("a, b");
        }
    }

    @Test
    void noMoreHandshakesAreUnderWayAtOnceThanAllowed() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        RawEndpoint.Answer counting = peer -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            Head request = peer.readHead();
            underWay.decrementAndGet();
            peer.send(Answers.switching(Upgrade.acceptFor(request.header("Sec-WebSocket-Key"))));
            peer.finish(peer.nextClose().unmasked());
        };
        try (RawEndpoint server = new RawEndpoint(counting)) {
            BenchOutcome outcome =
                    BenchOutcome.measure(server.url(), "-m", "idle", "-c", "30", "--connecting", "2", "-d", "10ms");

            assertThat(outcome.exitCode()).as(outcome.out()).isZero();
            assertThat(most).hasValueBetween(1, 2);
        }
    }

    @Test
    void connectionsAreOpenedNoFasterThanTheConnectRate() {
        try (EchoEndpoint server = new EchoEndpoint()) {
            long startNanos = System.nanoTime();

            BenchOutcome.measure(server.url(), "-m", "idle", "-c", "11", "--connect-rate", "20/s", "-d", "10ms");

            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(500_000_000);
        }
    }

    @Test
    void theServerSeesTheLocalAddressesThatWereAskedFor() throws Exception {
        Set<String> seen = new ConcurrentSkipListSet<>();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> noteAndClose(server, seen));

            BenchOutcome outcome = BenchOutcome.measure(
                    "ws://127.0.0.1:" + server.getLocalPort(),
                    "-c",
                    "4",
                    "--source",
                    "127.0.0.2",
                    "--source",
                    "127.0.0.3");

            assertThat(outcome.json().at("/errors/0/count").asInt()).isEqualTo(4);
            assertThat(seen).containsExactly("127.0.0.2", "127.0.0.3");
        }
    }

    @Test
    void overTlsTheCertificateIsVerifiedUnlessToldOtherwise() {
        try (TestSite site = new TestSite();
                EchoEndpoint server = new EchoEndpoint();
                GatewayFixture gateway =
                        GatewayFixture.start(Settings.to(server.url()).listener("tls", site.listenerTls()))) {
            String url = "wss://localhost:" + gateway.address().getPort() + "/";

            BenchOutcome unknown = BenchOutcome.measure(url, "-c", "2", "-d", "50ms");
            BenchOutcome trusted = BenchOutcome.measure(
                    url, "-c", "2", "-d", "50ms", "--ca", site.authority().toString());
            BenchOutcome insecure = BenchOutcome.measure(url, "-c", "2", "-d", "50ms", "--insecure");

            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.errors("tls")).isEqualTo(2);
            assertThat(trusted.exitCode()).as(trusted.out()).isZero();
            assertThat(insecure.exitCode()).as(insecure.out()).isZero();
        }
    }

    private static void noteAndClose(ServerSocket server, Set<String> seen) {
        while (true) {
            try (Socket client = server.accept()) {
                seen.add(client.getInetAddress().getHostAddress());
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }
}
