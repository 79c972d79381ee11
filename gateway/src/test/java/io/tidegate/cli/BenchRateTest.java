package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.WireFrame;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@Timeout(30)
@ExtendWith(NothingLeftBehind.class)
class BenchRateTest {
    /** Waits once, for 500 ms, before it answers the 21st message. */
    private static final RawEndpoint.Answer STALLING_ONCE = peer -> {
        Answers.accept().to(peer);
        int number = 0;
        for (WireFrame frame = peer.next(); frame.opcode() != WireFrame.CLOSE; frame = peer.next()) {
            if (++number == 21) {
                pause();
            }
            peer.send(WireFrame.of(frame.opcode(), frame.payload()));
        }
        peer.finish(WireFrame.close(1000, ""));
    };

    @Test
    void theRateIsKept() {
        try (EchoEndpoint server = new EchoEndpoint()) {
            JsonNode json = BenchOutcome.measure(server.url(), "-c", "7", "-r", "500/s", "-d", "1s")
                    .json();

            assertThat(json.at("/latency-ms/count").asInt()).isBetween(480, 700);
            assertThat(json.at("/pace/backlog-at-end").asInt()).isZero();
        }
    }

    @Test
    void aStallIsFeltByEveryMessageThatWasDueMeanwhile() {
        try (RawEndpoint server = new RawEndpoint(STALLING_ONCE)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "1", "-r", "100/s", "-d", "1s");

            JsonNode latency = outcome.json().get("latency-ms");
            assertThat(outcome.exitCode()).as(outcome.out()).isZero();
            assertThat(latency.get("count").asInt()).isBetween(90, 140);
            assertThat(latency.get("max").asDouble()).isGreaterThan(450);
            assertThat(latency.get("p90").asDouble())
                    .as("of 100, 50 were due in the stall")
                    .isGreaterThan(300);
        }
    }

    @Test
    void itIsFeltAsMuchWhereTheMessagesInFlightAreBounded() {
        try (RawEndpoint server = new RawEndpoint(STALLING_ONCE)) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "1", "-f", "1", "-r", "100/s", "-d", "1s");

            JsonNode json = outcome.json();
            assertThat(outcome.exitCode()).as(outcome.out()).isZero();
            assertThat(json.at("/latency-ms/count").asInt()).isBetween(90, 140);
            assertThat(json.at("/latency-ms/p90").asDouble()).isGreaterThan(300);
            assertThat(json.at("/pace/send-delay-ms/p90").asDouble()).isGreaterThan(300);
        }
    }

    @Test
    void aClosedLoopFeelsItOnce() {
        try (RawEndpoint server = new RawEndpoint(STALLING_ONCE)) {
            JsonNode latency = BenchOutcome.measure(server.url(), "-c", "1", "-d", "1s")
                    .json()
                    .get("latency-ms");

            assertThat(latency.get("max").asDouble()).isGreaterThan(450);
            assertThat(latency.get("p90").asDouble()).isLessThan(100);
        }
    }

    @Test
    void whatWasDueAndNeverSentIsCounted() {
        RawEndpoint.Answer silent = peer -> {
            Answers.accept().to(peer);
            peer.patient().finish(peer.nextClose().unmasked());
        };
        try (RawEndpoint server = new RawEndpoint(silent)) {
            BenchOutcome outcome =
                    BenchOutcome.measure(server.url(), "-c", "2", "-f", "1", "-r", "100/s", "-d", "500ms");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.json().at("/messages/sent").asInt()).isEqualTo(2);
            assertThat(outcome.json().at("/pace/backlog-at-end").asInt()).isBetween(40, 120);
            assertThat(outcome.errors("unanswered"))
                    .isEqualTo(2 + outcome.json().at("/pace/backlog-at-end").asInt());
            assertThat(outcome.json().at("/latency-ms/count").asLong()).isEqualTo(outcome.errors("unanswered"));
        }
    }

    @Test
    void warmUpDoesNotCount() {
        try (RawEndpoint server = new RawEndpoint(STALLING_ONCE)) {
            JsonNode json = BenchOutcome.run(
                            new CountDownLatch(1),
                            ("bench " + server.url() + " --json -q -c 1 -r 100/s -w 1s -d 500ms").split(" ", -1))
                    .json();

            assertThat(json.at("/latency-ms/count").asInt()).isBetween(40, 120);
            assertThat(json.at("/latency-ms/max").asDouble()).isLessThan(400);
        }
    }

    /** The server's pace is what is tested: there is no event to wait for. */
    private static void pause() {
        try {
            var _ = new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
