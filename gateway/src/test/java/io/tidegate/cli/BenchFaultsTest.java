package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.FreePort;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What servers and networks do to a run, and what it says of that. */
@Timeout(30)
@ExtendWith(NothingLeftBehind.class)
class BenchFaultsTest {
    private final AtomicInteger taken = new AtomicInteger();

    @Test
    void nothingIsListening() {
        BenchOutcome outcome = BenchOutcome.measure("ws://127.0.0.1:" + FreePort.next(), "-c", "7", "-d", "10s");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.errors("connection-refused")).isEqualTo(7);
        assertThat(outcome.json().at("/connections/opened").asInt()).isZero();
        assertThat(outcome.json().get("ended").asString()).isEqualTo("no-connections");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void aStormAgainstNothingGivesUp() {
        BenchOutcome outcome =
                BenchOutcome.measure("ws://127.0.0.1:" + FreePort.next(), "-m", "storm", "-c", "5", "-d", "10s");

        assertThat(outcome.errors("connection-refused")).isBetween(5L, 9L);
        assertThat(outcome.json().get("ended").asString()).isEqualTo("no-connections");
    }

    @Test
    void theHostHasNoAddress() {
        BenchOutcome outcome = BenchOutcome.measure("ws://no.such.name.invalid/");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.errors("host-not-found")).isEqualTo(1);
    }

    @Test
    void anAddressOfAnotherMachineHasNoPortForUs() {
        BenchOutcome outcome =
                BenchOutcome.measure("ws://127.0.0.1:" + FreePort.next(), "-c", "2", "--source", "192.0.2.1");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.errors("no-free-port")).isEqualTo(2);
    }

    @Test
    void refusedHandshakesAreCountedByStatus() {
        RawEndpoint.Answer sometimes = peer -> {
            int number = taken.getAndIncrement();
            Answers.status(number % 3 == 0 ? 403 : 503, "no").to(peer);
        };
        try (RawEndpoint server = new RawEndpoint(sometimes)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "6");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors("http-403")).isEqualTo(2);
            assertThat(outcome.errors("http-503")).isEqualTo(4);
            assertThat(outcome.json().at("/errors/0/example").asString()).isEqualTo("HTTP 503 Whatever");
        }
    }

    @Test
    void theConnectionsThatRemainAreMeasuredWhenOthersAreRefused() {
        RawEndpoint.Answer everySecond = peer -> {
            if (taken.getAndIncrement() % 2 == 0) {
                echo(peer);
            } else {
                Answers.status(403, "no").to(peer);
            }
        };
        try (RawEndpoint server = new RawEndpoint(everySecond)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "4", "-d", "200ms");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors("http-403")).isEqualTo(2);
            assertThat(outcome.json().at("/connections/open-at-end").asInt()).isEqualTo(2);
            assertThat(outcome.json().at("/latency-ms/count").asLong()).isPositive();
        }
    }

    @Test
    void aServerThatClosesHalfOfTheConnectionsIsCountedByCode() {
        RawEndpoint.Answer everySecond = peer -> {
            boolean closes = taken.getAndIncrement() % 2 == 0;
            Answers.accept().to(peer);
            if (closes) {
                peer.send(WireFrame.of(WireFrame.BINARY, peer.next().payload()));
                peer.next();
                peer.send(WireFrame.close(1013, "full\u001b[31m"));
                peer.nextClose();
                peer.close();
            } else {
                EchoEndpoint.echo(peer);
            }
        };
        try (RawEndpoint server = new RawEndpoint(everySecond)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "8", "-d", "300ms");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors("close-1013")).isEqualTo(4);
            assertThat(outcome.out()).contains("the server closed with 1013: full?[31m");
            assertThat(outcome.errors("unanswered")).isEqualTo(4);
            assertThat(outcome.json().at("/errors").size()).isEqualTo(2);
            assertThat(outcome.json().at("/connections/open-at-end").asInt()).isEqualTo(4);
        }
    }

    @Test
    void resetsAndEndsWithoutACloseAreToldApart() {
        RawEndpoint.Answer twoWays = peer -> {
            boolean resets = taken.getAndIncrement() % 2 == 0;
            Answers.accept().to(peer);
            peer.next();
            if (resets) {
                peer.reset();
            } else {
                peer.close();
            }
        };
        try (RawEndpoint server = new RawEndpoint(twoWays)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "4", "-d", "10s");

            assertThat(outcome.errors("connection-reset")).isEqualTo(2);
            assertThat(outcome.errors("connection-lost")).isEqualTo(2);
            assertThat(outcome.errors("unanswered")).isEqualTo(4);
            assertThat(outcome.json().get("ended").asString()).isEqualTo("no-connections");
        }
    }

    @Test
    void aServerThatNeverAnswersTheHandshakeIsATimeout() {
        try (RawEndpoint server = new RawEndpoint(Answers.stall())) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "3", "--connect-timeout", "100ms");

            assertThat(outcome.errors("connect-timeout")).isEqualTo(3);
            assertThat(outcome.json().at("/errors/0/example").asString()).contains("answer to the handshake");
        }
    }

    @Test
    void aServerThatStallsLeavesMessagesUnansweredWithTheTimeTheyWaited() {
        RawEndpoint.Answer silent = peer -> {
            Answers.accept().to(peer);
            peer.patient().finish(peer.nextClose().unmasked());
        };
        try (RawEndpoint server = new RawEndpoint(silent)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "2", "-f", "3", "-d", "200ms");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors("unanswered")).isEqualTo(6);
            assertThat(outcome.json().at("/messages/received").asInt()).isZero();
            assertThat(outcome.json().at("/latency-ms/p50").asDouble()).isGreaterThan(200);
        }
    }

    @Test
    void brokenHandshakesAndFramesSayWhatIsBroken() {
        RawEndpoint.Answer twoWays = peer -> {
            if (taken.getAndIncrement() % 2 == 0) {
                Answers.acceptingWrongly().to(peer);
            } else {
                Answers.acceptGluing(WireFrame.text("masked").masked(1)).to(peer);
                assertThat(peer.nextClose().closeCode()).isEqualTo(1002);
                peer.close();
            }
        };
        try (RawEndpoint server = new RawEndpoint(twoWays)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-m", "receive", "-c", "4", "-d", "10s");

            assertThat(outcome.errors("bad-handshake")).isEqualTo(2);
            assertThat(outcome.errors("protocol")).isEqualTo(2);
        }
    }

    @Test
    void connectionsThatEndWithinTheHandshakeAreCounted() {
        RawEndpoint.Answer twoWays =
                peer -> (taken.getAndIncrement() % 2 == 0 ? Answers.closeAtOnce() : Answers.resetAtOnce()).to(peer);
        try (RawEndpoint server = new RawEndpoint(twoWays)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "4");

            assertThat(outcome.errors("handshake-lost")).isEqualTo(2);
            assertThat(outcome.errors("connection-reset")).isEqualTo(2);
        }
    }

    @Test
    void aServerThatDoesNotAnswerOurCloseIsTold() {
        RawEndpoint.Answer rude = peer -> {
            Answers.accept().to(peer);
            peer.nextClose();
            peer.close();
        };
        try (RawEndpoint server = new RawEndpoint(rude)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-m", "idle", "-c", "2", "-d", "50ms");

            assertThat(outcome.errors("close-unanswered")).isEqualTo(2);
        }
    }

    @Test
    void aPortThatDoesNotSpeakTlsIsATlsFault() {
        try (RawEndpoint server = new RawEndpoint(peer -> peer.send("this is no TLS\r\n"))) {
            BenchOutcome outcome = BenchOutcome.measure(server.url().replace("ws:", "wss:"), "-c", "2");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors("tls")).isEqualTo(2);
        }
    }

    private static void echo(RawPeer peer) throws IOException {
        Answers.accept().to(peer);
        EchoEndpoint.echo(peer.patient());
    }
}
