package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tidegate sessions tap} against a gateway with traffic. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class SessionsTapTest {
    private final CountDownLatch stop = new CountDownLatch(1);
    private RawEndpoint endpoint;
    private GatewayFixture gateway;
    private RawPeer client;
    private RawPeer upstream;

    @BeforeEach
    void start() {
        endpoint = new RawEndpoint(Answers.accept());
        gateway = GatewayFixture.start(Settings.to(endpoint.url())
                .route("filters", "[ { rate-limit: { messages: 1/h, burst: 3, exceed: drop } } ]")
                .route("close-timeout", "300ms")
                .gateway("admin", Admin.ANY_PORT));
        client = gateway.open("/");
        upstream = endpoint.next();
    }

    @AfterEach
    void close() {
        stop.countDown();
        client.close();
        gateway.awaitNoSession();
        gateway.close();
        endpoint.close();
    }

    private CommandOutcome run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("sessions", "tap"));
        arguments.addAll(List.of(options));
        int port = Objects.requireNonNull(gateway.gateway().adminAddress()).getPort();
        arguments.addAll(List.of("--admin", "http://127.0.0.1:" + port));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Commands.commandLine(new FakeProgram(), () -> this::awaitStop);
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return new CommandOutcome(
                commandLine.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
    }

    private void awaitStop() {
        try {
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String id() {
        return client.head().header("Tidegate-Session");
    }

    /** Returns when it listens. */
    private CompletableFuture<CommandOutcome> tap(String... options) {
        List<String> arguments = new ArrayList<>(List.of(id()));
        arguments.addAll(List.of(options));
        CompletableFuture<CommandOutcome> outcome =
                CompletableFuture.supplyAsync(() -> run(arguments.toArray(String[]::new)));
        Admin admin = Admin.of(gateway.gateway());
        Awaitility.await().until(() -> admin.text("/api/v1/changes").contains("/tap"));
        return outcome;
    }

    @Test
    void whatPassesIsShownInALineEach() throws Exception {
        CompletableFuture<CommandOutcome> outcome = tap("--messages", "6", "--bytes", "12");
        client.send(
                        WireFrame.text("{\"token\":\"abc\"}"),
                        WireFrame.text("two\nlines\u001b[2J").more())
                .send(WireFrame.continuation("and more than 12"), WireFrame.binary(new byte[2000]))
                .send(WireFrame.text("too many"));
        assertThat(upstream.next().text()).contains("token");
        client.send(WireFrame.close(4001, "bye"));

        CommandOutcome shown = outcome.get(20, TimeUnit.SECONDS);

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.lines().stream().map(line -> line.replaceFirst("^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ", "")))
                .containsExactly(
                        "-> text               15 B  {\"token\":\"**…",
                        "-> text first         13 B  two\\nlines?[2…",
                        "-> text last          16 B  and more tha…",
                        "-> binary          2.0 KiB  000000000000000000000000…",
                        "-> text                8 B  too many  [rate-limit: drop]",
                        "-> close               5 B  4001 \"bye\"");
        assertThat(shown.err())
                .contains("listening to " + id() + " on all, frames, for 30 s")
                .contains("as many were seen as wanted; 6 seen, 0 left out, 0 lost");
    }

    @Test
    void theEndOfTheSessionEndsItAndSaysWhy() throws Exception {
        CompletableFuture<CommandOutcome> outcome = tap("--hex", "--from", "client", "--sample", "100%");
        client.send(WireFrame.text("hé"));
        assertThat(upstream.next().text()).isEqualTo("hé");
        client.send(WireFrame.close(4001, "bye"));
        upstream.nextClose();
        upstream.finish(WireFrame.close(4001, ""));

        CommandOutcome shown = outcome.get(20, TimeUnit.SECONDS);

        assertThat(shown.lines().getFirst()).endsWith("-> text                3 B  68c3a9");
        assertThat(shown.err())
                .contains("the session has ended: client-closed in relay, 4001 \"bye\"; 2 seen, 0 left out, 0 lost");
    }

    @Test
    void programsGetAnObjectForEachEvent() throws Exception {
        CompletableFuture<CommandOutcome> outcome =
                tap("--json", "--messages", "1", "--redact", "/a", "--seconds", "60");
        client.send(WireFrame.text("{\"a\":1}"));

        CommandOutcome shown = outcome.get(20, TimeUnit.SECONDS);

        List<JsonNode> events =
                shown.lines().stream().map(JsonMapper.shared()::readTree).toList();
        assertThat(events)
                .extracting(event -> event.path("event").asString())
                .containsExactly("begin", "message", "end");
        assertThat(events.get(1).path("text").asString()).isEqualTo("{\"a\":\"***\"}");
    }

    @Test
    void aWishToStopEndsItAndTheSessionGoesOn() throws Exception {
        CompletableFuture<CommandOutcome> outcome = tap();

        stop.countDown();

        assertThat(outcome.get(20, TimeUnit.SECONDS).exitCode()).isZero();
        client.send(WireFrame.text("still here"));
        assertThat(upstream.next().text()).isEqualTo("still here");
    }

    @Test
    void whatIsWrongIsSaid() {
        CommandOutcome unknown = run("nobody");
        CommandOutcome wrong = run(id(), "--seconds", "301");
        CommandOutcome both = run(id(), "--hex", "--json");

        assertThat(unknown.exitCode()).isOne();
        assertThat(unknown.err()).contains("There is no session of this id that is open.");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("seconds must be between 1 and 300, got 301");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("--hex is for people");
    }
}
