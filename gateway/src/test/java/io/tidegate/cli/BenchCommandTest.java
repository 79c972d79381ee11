package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.bench.BenchProgress;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
@ExtendWith(NothingLeftBehind.class)
class BenchCommandTest {
    @Test
    void theResultIsATableAndTheExitCodeIs0() {
        try (EchoEndpoint server = new EchoEndpoint()) {
            BenchOutcome outcome = run("bench", server.url(), "-c", "3", "-d", "100ms", "-w", "50ms");

            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out())
                    .contains("echo " + server.url(), "3 wanted, 3 opened, 3 open at the end")
                    .contains("p50", "p99.99", "latency", "handshake", "messages", "iB/s")
                    .containsPattern("errors +none");
            assertThat(outcome.err()).isEmpty();
        }
    }

    @Test
    void theJsonIsOneObjectOnOneLine() {
        try (EchoEndpoint server = new EchoEndpoint()) {
            BenchOutcome outcome = BenchOutcome.measure(server.url(), "-c", "2", "-d", "100ms", "--rate", "1000/s");

            assertThat(outcome.out().lines()).hasSize(1);
            assertThat(outcome.json().at("/settings/rate-per-second").asDouble())
                    .isEqualTo(1000);
            assertThat(outcome.json().at("/latency-ms/p99.9").asDouble()).isPositive();
        }
    }

    @Test
    void whileItRunsThereIsALineOfProgressASecond() {
        try (EchoEndpoint server = new EchoEndpoint()) {
            BenchOutcome outcome = run("bench", server.url(), "-c", "2", "-d", "1200ms", "-w", "0s");

            assertThat(outcome.err().lines().toList())
                    .isNotEmpty()
                    .first()
                    .asString()
                    .matches(" *1 s  measuring +2 open  [0-9,]+/s  p99 \\d+\\.\\d\\d ms  0 errors");
        }
    }

    @Test
    void onATerminalTheLineIsWrittenOverAndThenTakenAway() {
        StringWriter err = new StringWriter();
        try (var line = new BenchProgressLine(new PrintWriter(err), false, true)) {
            line.show(new BenchProgress("measuring", 1, 1000, 1000, 1_000_000, 0));
            line.show(new BenchProgress("measuring", 2, 1, 1, 0, 0));
        }

        String[] written = err.toString().split("\r", -1);
        assertThat(written).hasSize(5);
        assertThat(written[2]).hasSameSizeAs(written[1]).startsWith("   2 s  measuring");
        assertThat(written[3]).isBlank();
        assertThat(err.toString()).doesNotContain("\n");
    }

    @Test
    void anInterruptionEndsTheRunAndStillPrintsItsResult() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch connected = new CountDownLatch(1);
        RawEndpoint.Answer answer = peer -> {
            Answers.accept().to(peer);
            connected.countDown();
            peer.patient().finish(peer.nextClose().unmasked());
        };
        try (RawEndpoint server = new RawEndpoint(answer)) {
            var outcome = CompletableFuture.supplyAsync(() -> BenchOutcome.run(
                    interrupted, "bench", server.url(), "-m", "idle", "-c", "1", "-d", "10m", "--json", "-q"));
            assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();

            interrupted.countDown();

            BenchOutcome printed = outcome.get(20, TimeUnit.SECONDS);
            assertThat(printed.exitCode()).isZero();
            assertThat(printed.json().get("ended").asString()).isEqualTo("interrupted");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            http://localhost:9001             | URL must be a ws: or wss: address
            localhost:9001                    | URL must be a ws: or wss: address
            ws://                             | URL must be a ws: or wss: address
            ws://user@localhost/              | URL must be a ws: or wss: address
            ws://localhost/#part              | URL must be a ws: or wss: address
            ws://local^host/                  | URL must be a ws: or wss: address
            ws://localhost -d 10              | '--duration': must be a duration like
            ws://localhost -d 0s              | --duration must be between
            ws://localhost -s 15B             | --size must be between 16B and 64MiB
            ws://localhost -s 1K              | '--size': must be a size like
            ws://localhost -r 100             | '--rate': must be a rate like
            ws://localhost -r 10000001/s      | --rate must be at most 10000000/s
            ws://localhost -r 1/s -m storm    | --rate is for the mode echo only
            ws://localhost -m wild            | '--mode'
            ws://localhost -c 0               | --connections must be between
            ws://localhost -f 0               | --in-flight must be between
            ws://localhost --connecting 0     | --connecting must be between
            ws://localhost --connect-timeout 1ms | --connect-timeout must be between
            ws://localhost -H nothing         | --header must be like
            ws://localhost -H Upgrade:h2c     | --header must not be one of the handshake
            ws://localhost -H b/d:x           | --header must have a valid name
            ws://localhost --subprotocol a/b  | --subprotocol must be a token
            ws://localhost --source here      | --source must be an IP address
            ws://localhost --event-loops x    | '--event-loops': must be auto or between
            ws://localhost --transport carrier | '--transport'
            wss://localhost --ca nowhere.pem  | --ca
            -c 5                              | Missing required parameter: 'URL'
            """)
    void whatIsRefusedIsOneLineThatSaysWhy(String arguments, String message) {
        BenchOutcome outcome = run(("bench " + arguments).split(" ", -1));

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err().lines().filter(line -> !line.startsWith("Try: ")))
                .singleElement()
                .asString()
                .contains(message);
        assertThat(outcome.out()).isEmpty();
    }

    private static BenchOutcome run(String... arguments) {
        return BenchOutcome.run(new CountDownLatch(1), arguments);
    }
}
