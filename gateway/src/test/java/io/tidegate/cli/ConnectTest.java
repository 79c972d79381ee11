package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.bench.BenchTarget;
import io.tidegate.cli.dial.DialFailure;
import io.tidegate.cli.dial.Dialing;
import io.tidegate.cli.dial.Handshake;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.protocol.HeaderList;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.FreePort;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawEndpoint.Answer;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.WireFrame;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The interactive client, against servers that answer well and badly. */
@Timeout(30)
@ExtendWith(NothingLeftBehind.class)
class ConnectTest {
    /** Runs with these lines as its input. */
    private static CommandOutcome connect(String input, String... arguments) {
        return connect(new CountDownLatch(1), input, arguments);
    }

    private static CommandOutcome connect(CountDownLatch interrupted, String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Stop stop = () -> {
            try {
                interrupted.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        CommandLine command =
                new CommandLine(new ConnectCommand(() -> stop, () -> new BufferedReader(new StringReader(input))));
        BenchUnits.register(command);
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--linger")) {
            all.addAll(List.of("--linger", "200ms"));
        }
        return new CommandOutcome(command.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    private static void answerClose(RawPeer peer) {
        peer.finish(WireFrame.close(peer.nextClose().closeCode(), ""));
    }

    @Test
    void linesAreSentAndAnswersShownInAPipe() {
        try (var server = new EchoEndpoint()) {
            CommandOutcome outcome =
                    connect("hello\n/not a command\n{\"a\":1}\n" + "ä".repeat(70_000) + "\n", server.url());

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.lines()).containsExactly("hello", "/not a command", "{\"a\":1}", "ä".repeat(70_000));
            assertThat(outcome.err().lines())
                    .hasSize(4)
                    .last()
                    .isEqualTo("closed, the server answers 1000 (normal: it is done)");
            assertThat(outcome.err())
                    .containsPattern(
                            "DNS +\\d+\\.\\d ms  127\\.0\\.0\\.1\nTCP +\\d+\\.\\d ms  127\\.0\\.0\\.1 port \\d+\nupgrade +\\d+\\.\\d ms  101\n");
        }
    }

    @Test
    void jsonIsLaidOutWhereThatIsAsked() {
        try (var server = new EchoEndpoint()) {
            CommandOutcome outcome = connect("{\"a\":[1,2]}\nno json\n", server.url(), "--pretty", "--quiet");

            assertThat(outcome.lines()).hasSizeGreaterThan(3).first().isEqualTo("{");
            assertThat(outcome.lines()).last().isEqualTo("no json");
            assertThat(outcome.err()).isEmpty();
        }
    }

    @Test
    void headersSubprotocolAndTokenAreSent(@TempDir Path folder) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "abc.def\n");
        AtomicReference<Head> asked = new AtomicReference<>();
        Answer answer = peer -> {
            Answers.accept("Sec-WebSocket-Protocol: chat", "Tidegate-Session: 8f14e45f")
                    .to(peer);
            asked.set(peer.head());
            answerClose(peer);
        };
        try (var server = new RawEndpoint(answer)) {
            CommandOutcome outcome = connect(
                    "",
                    server.url() + "/room?x=1",
                    "-H",
                    "Origin: https://example.com",
                    "--subprotocol",
                    "chat",
                    "--subprotocol",
                    "v2",
                    "--token-file",
                    token.toString());

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.err())
                    .contains("101, subprotocol chat, session 8f14e45f")
                    .doesNotContain("abc.def");
            assertThat(asked.get().startLine()).isEqualTo("GET /room?x=1 HTTP/1.1");
            assertThat(asked.get().header("Origin")).isEqualTo("https://example.com");
            assertThat(asked.get().header("Sec-WebSocket-Protocol")).isEqualTo("chat, v2");
            assertThat(asked.get().header("Authorization")).isEqualTo("Bearer abc.def");
        }
    }

    @Test
    void pingsAreAnsweredAndFragmentsJoined() {
        Answer answer = peer -> {
            Answers.accept().to(peer);
            peer.send(WireFrame.of(WireFrame.PING, "are you there".getBytes(StandardCharsets.UTF_8)));
            peer.send(WireFrame.text("one, ").more());
            assertThat(peer.next().opcode()).isEqualTo(WireFrame.PONG);
            peer.send(WireFrame.of(0, "two".getBytes(StandardCharsets.UTF_8)));
            peer.send(WireFrame.of(WireFrame.BINARY, new byte[] {0, (byte) 0xFF}));
            answerClose(peer);
        };
        try (var server = new RawEndpoint(answer)) {
            CommandOutcome outcome = connect("", server.url());

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.lines()).containsExactly("one, two", "binary, 2 bytes: 00 ff");
            assertThat(outcome.err()).contains("ping are you there, answered");
        }
    }

    @Test
    void ourPingsAreTimed() {
        Answer answer = peer -> {
            Answers.accept().to(peer);
            peer.send(WireFrame.of(WireFrame.PONG, peer.next().payload()));
            answerClose(peer);
        };
        try (var server = new RawEndpoint(answer)) {
            CommandOutcome outcome = connect("", server.url(), "--ping", "50ms", "--linger", "75ms");

            assertThat(outcome.err()).containsPattern("pong after \\d+\\.\\d ms");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 0, normal: it is done",
        "1012, 1, 'service restart: come back, after the retry-after-ms of the reason'",
        "4401, 1, 'the application''s own; where a route says refuse: close, it stands for HTTP 401'",
        "4999, 1, the application's own"
    })
    void theCodeOfACloseIsExplainedAndDecidesTheExitCode(int code, int exitCode, String words) {
        Answer answer = peer -> {
            Answers.accept().to(peer);
            peer.send(WireFrame.close(code, "because\u001b[2J"));
            peer.nextClose();
            peer.close();
        };
        try (var server = new RawEndpoint(answer)) {
            CommandOutcome outcome = connect("", server.url(), "--linger", "10s");

            assertThat(outcome.exitCode()).isEqualTo(exitCode);
            assertThat(outcome.err()).contains("closed by the server: " + code + ", \"because?[2J\" (" + words + ")");
        }
    }

    @Test
    void anEndWithoutACloseIsAFailure() {
        Answer answer = peer -> {
            Answers.accept().to(peer);
            peer.close();
        };
        try (var server = new RawEndpoint(answer)) {
            CommandOutcome outcome = connect("", server.url(), "--linger", "10s", "-q");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err().strip()).isEqualTo("the connection ended without a Close (1006)");
        }
    }

    @Test
    void aServerThatBreaksTheProtocolIsAFailure() {
        Answer answer = peer -> {
            Answers.accept().to(peer);
            peer.send(new byte[] {(byte) 0x83, 0});
            peer.nextClose();
            peer.close();
        };
        try (var server = new RawEndpoint(answer)) {
            assertThat(connect("", server.url(), "--linger", "10s").err())
                    .contains("the server broke RFC 6455: reserved opcode");
        }
    }

    @Test
    void ctrlCCloses() {
        CountDownLatch interrupted = new CountDownLatch(1);
        Answer answer = peer -> {
            Answers.accept().to(peer);
            interrupted.countDown();
            answerClose(peer);
        };
        try (var server = new RawEndpoint(answer)) {
            CommandOutcome outcome = connect(interrupted, "", server.url(), "--linger", "20s");

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.err()).contains("closed, the server answers 1000");
        }
    }

    @Test
    void tlsIsTimedAndVerified() {
        try (var site = new TestSite();
                var server = new RawEndpoint(
                        peer -> {
                            Answers.accept().to(peer);
                            answerClose(peer);
                        },
                        site)) {
            String url = server.url();

            CommandOutcome trusted = connect("", url, "--ca", site.authority().toString());
            CommandOutcome strange = connect("", url);
            CommandOutcome insecure = connect("", url, "--insecure");

            assertThat(trusted.exitCode()).as(trusted.err()).isZero();
            assertThat(trusted.err()).containsPattern("TLS +\\d+\\.\\d ms  TLSv1\\.3 TLS_");
            assertThat(strange.exitCode()).isEqualTo(1);
            assertThat(strange.err())
                    .containsPattern("TLS failed after \\d+\\.\\d ms: its certificate is not signed by an authority")
                    .contains("--ca");
            assertThat(insecure.exitCode()).as(insecure.err()).isZero();
        }
    }

    @Test
    void tlsToAPortWithoutItIsSaidInWords() {
        try (var server = new RawEndpoint(Answers.bytes("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            CommandOutcome outcome = connect("", server.url().replace("ws://", "wss://"), "--timeout", "500ms");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).contains("TLS failed");
        }
    }

    @Test
    void nobodyListeningIsSaidInWords() {
        int port = FreePort.next();
        CommandOutcome refused = connect("", "ws://127.0.0.1:" + port);
        CommandOutcome nowhere = connect("", "ws://no.such.name.invalid/");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("TCP failed after", "connection refused", "nothing listens there");
        assertThat(nowhere.err()).contains("DNS failed after", "no.such.name.invalid has no address");
    }

    @Test
    void aRefusalShowsItsStatusWhatItSaysAndWhatToDo() {
        String body = "{\"detail\":\"The origin is not allowed.\"}";
        Answer answer = Answers.status(403, body, "Content-Type: application/problem+json");
        try (var server = new RawEndpoint(answer)) {
            CommandOutcome outcome = connect("", server.url(), "-q");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err())
                    .containsPattern(
                            "upgrade failed after \\d+\\.\\d ms: answered HTTP 403: The origin is not allowed\\.")
                    .contains("Origin that it allows");
        }
    }

    @Test
    void brokenHandshakesAreToldApart() {
        assertThat(against(Answers.acceptingWrongly())).contains("101 with a wrong Sec-WebSocket-Accept");
        assertThat(against(Answers.accept("Sec-WebSocket-Protocol: other")))
                .contains("subprotocol that was not offered");
        assertThat(against(Answers.stall())).contains("no answer to the handshake in time");
        assertThat(against(Answers.closeAtOnce())).contains("closed the connection without an answer");
        assertThat(against(Answers.bytes("SSH-2.0-OpenSSH\r\n\r\n"))).contains("the answer is not HTTP");
    }

    private static String against(Answer answer) {
        try (var server = new RawEndpoint(answer)) {
            CommandOutcome outcome = connect("", server.url(), "--timeout", "500ms");
            assertThat(outcome.exitCode()).isEqualTo(1);
            return outcome.err();
        }
    }

    @Test
    void onATerminalALineWithASlashIsACommand() {
        Answer answer = peer -> {
            Answers.accept().to(peer);
            assertThat(peer.next().text()).isEqualTo("/sent");
            assertThat(peer.next().payload()).containsExactly(0, 0xFF);
            WireFrame ping = peer.next();
            peer.send(WireFrame.of(WireFrame.PONG, ping.payload()));
            WireFrame close = peer.nextClose();
            assertThat(close.closeCode()).isEqualTo(4000);
            assertThat(close.closeReason()).isEqualTo("so long");
            peer.finish(WireFrame.close(close.closeCode(), close.closeReason()));
        };
        try (var server = new RawEndpoint(answer)) {
            StringWriter err = new StringWriter();
            int exitCode = terminal(
                    server,
                    "//sent\n/binary 00 ff\n/binary x\n/ping hi\n/close 999\n/what\n/close 4000 so long\n",
                    err);

            assertThat(exitCode).as(err.toString()).isZero();
            assertThat(err.toString())
                    .contains(
                            "/binary needs bytes in hex",
                            "a close code that may be sent is",
                            "/ping [TEXT]",
                            "answers 4000");
        }
    }

    private static int terminal(RawEndpoint server, String input, StringWriter err) {
        var target = BenchTarget.parse(server.url());
        try (var loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);
                var dialing = new Dialing(loops, Duration.ofSeconds(5))) {
            dialing.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), target.endpoint().port()));
            var conversation = dialing.upgrade(new Handshake("/", "localhost", new HeaderList(), List.of()));
            return new Talk(
                            conversation,
                            new PrintWriter(new StringWriter()),
                            new PrintWriter(err, true),
                            new Talk.Style(true, true, false),
                            new Talk.Times(Duration.ofSeconds(20), Duration.ZERO))
                    .run(new BufferedReader(new StringReader(input)), true);
        } catch (DialFailure e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void argumentsThatCannotBeAreRefused() {
        for (String[] arguments : new String[][] {
            {"connect", "http://localhost/"}, {"connect", "ws://localhost:1", "-H", "Upgrade: x"},
            {"connect", "ws://localhost:1", "--token-file", "/nowhere"}, {"connect"},
            {"connect", "ws://localhost:1", "--timeout", "never"}
        }) {
            assertThat(CommandOutcome.of(arguments).exitCode())
                    .as(String.join(" ", arguments))
                    .isEqualTo(2);
        }
    }
}
