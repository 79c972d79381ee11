package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

class CommandsTest {
    private static final String CONFIG = """
            listeners:
              public: { address: "127.0.0.1:0" }
            upstreams:
              chat: { endpoints: [ "ws://127.0.0.1:9001" ] }
            routes:
              chat: { upstream: chat }
            """;

    private final FakeProgram program = new FakeProgram();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @AfterEach
    void takeBackDebug() {
        ((Logger) LoggerFactory.getLogger("io.tidegate")).setLevel(null);
    }

    @Test
    void aloneItShowsItsUsage() {
        assertThat(execute()).isZero();

        assertThat(out.toString())
                .contains("Usage: tidegate", "run", "check", "echo", "bench", "version", "generate-completion")
                .contains("sessions", "upstreams", "routes", "drain", "reload");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "check",
                "doctor",
                "echo",
                "bench",
                "connect",
                "sessions",
                "sessions ls",
                "sessions show",
                "sessions close",
                "sessions move",
                "sessions top",
                "upstreams",
                "routes",
                "drain",
                "reload",
                "new-key",
                "hash-password",
                "version",
                "generate-completion"
            })
    void everyCommandHasHelp(String command) {
        assertThat(execute((command + " --help").split(" "))).isZero();

        assertThat(out.toString()).contains("Usage: tidegate " + command, "--help");
        assertThat(program.done).isEmpty();
    }

    @Test
    void runStartsDescribesDrainsAndCloses() throws IOException {
        assertThat(execute("run", "-c", file(CONFIG))).isZero();

        assertThat(program.done).containsExactly("start", "drain", "close");
        assertThat(out.toString().lines().toList())
                .startsWith("listener one", "transport two")
                .element(2)
                .asString()
                .matches("tidegate .+ is ready \\(\\d+ ms\\)");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void setIsLaidOverTheFile() throws IOException {
        execute("run", "-c", file(CONFIG), "--set", "routes.chat.max-age=1h", "--set", "routes.chat.max-frame=1KiB");

        assertThat(program.config).isNotNull();
        assertThat(program.config.routes().get("chat").maxAge()).hasHours(1);
        assertThat(program.config.routes().get("chat").maxFrame()).hasToString("1KiB");
    }

    @Test
    void withoutAFileItRunsADemoAndSaysWhatToTry() {
        assertThat(execute("run", "--set", "event-loops=1")).isZero();

        assertThat(program.done).containsExactly("start", "drain", "close");
        assertThat(program.config).isNotNull();
        assertThat(program.config.listeners().get("demo").address()).hasToString("0.0.0.0:8080");
        assertThat(program.config.admin()).isNotNull();
        assertThat(program.config.admin().address()).hasToString("127.0.0.1:9090");
        assertThat(program.config.eventLoops().count()).isEqualTo(1);
        assertThat(out.toString())
                .contains("http://127.0.0.1:4321/", "npx wscat -c ws://localhost:1234", "new WebSocket(");
    }

    @Test
    void everyFaultIsALineAndTheExitCodeIs2() throws IOException {
        String file = file(CONFIG.replace("upstream: chat", "upstream: chad, max-age: 5"));

        assertThat(execute("check", "-c", file)).isEqualTo(2);

        assertThat(err.toString().lines().toList())
                .hasSize(2)
                .allMatch(line -> line.startsWith(file + ":6:"))
                .anyMatch(line -> line.contains("routes.chat.upstream"))
                .anyMatch(line -> line.contains("routes.chat.max-age"));
    }

    @Test
    void aStartThatIsRefusedSaysWhyWithoutAStackTrace() throws IOException {
        program.refusing("listeners.public.address is in use", "and more");
        String file = file(CONFIG);

        assertThat(execute("run", "-c", file)).isEqualTo(2);

        assertThat(err.toString().lines())
                .containsExactly(file + ":1:1 and more", file + ":2:22 listeners.public.address is in use");
        assertThat(program.done).containsExactly("start");
    }

    @Test
    void checkBuildsButDoesNotStart() throws IOException {
        assertThat(execute("check", "-c", file(CONFIG))).isZero();

        assertThat(program.done).containsExactly("check");
        assertThat(out.toString()).contains("has no faults");
    }

    @Test
    void whatCheckFindsOnlyByBuildingIsAFaultToo() throws IOException {
        program.refusing("routes.chat.upstream is far away");
        String file = file(CONFIG);

        assertThat(execute("check", "-c", file)).isEqualTo(2);

        assertThat(err.toString().lines()).containsExactly(file + ":6:21 routes.chat.upstream is far away");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatOnlyBuildingFindsIsToldWithWhatReadingFinds() throws IOException {
        program.refusing("upstreams.chat.endpoints[0] is far away");
        String file = file(CONFIG + "drain: { window: 5 }\n");

        assertThat(execute("run", "-c", file)).isEqualTo(2);

        assertThat(err.toString().lines())
                .hasSize(2)
                .contains(file + ":4:24 upstreams.chat.endpoints[0] is far away")
                .anyMatch(line -> line.startsWith(file + ":7:18 drain.window must be"));
        assertThat(program.done).containsExactly("check");
    }

    @Test
    void riskySettingsAreWarnedOfAndAllowed() throws IOException {
        String file = file(CONFIG.replace("127.0.0.1:0", "0.0.0.0:8080"));

        assertThat(execute("check", "-c", file)).isZero();

        assertThat(err.toString().lines().toList())
                .isNotEmpty()
                .allMatch(line -> line.startsWith("warning: "))
                .anyMatch(line -> line.contains("listeners.public.address"));
        assertThat(out.toString()).contains("warning");
    }

    @Test
    void anUnexpectedErrorIsOneLineAndExitCode1() throws IOException {
        program.failingWith(new IllegalStateException("oops"));

        assertThat(execute("run", "-c", file(CONFIG))).isEqualTo(1);

        assertThat(err.toString().lines().toList()).singleElement().asString().contains("oops", "bug", "--debug");
    }

    @Test
    void debugShowsTheStackTraceOfAnUnexpectedError() throws IOException {
        program.failingWith(new IllegalStateException("oops"));

        assertThat(execute("run", "--debug", "-c", file(CONFIG))).isEqualTo(1);

        assertThat(err.toString()).contains("CommandsTest.java");
    }

    @Test
    void aFileThatIsNotThereIsOneLine() {
        assertThat(execute("run", "-c", folder.resolve("nowhere.yaml").toString()))
                .isEqualTo(2);

        assertThat(err.toString().lines().toList()).singleElement().asString().contains("nowhere.yaml");
    }

    @Test
    void checkNeedsAFile() {
        assertThat(execute("check")).isEqualTo(2);

        assertThat(err.toString()).contains("--config", "tidegate check --help");
    }

    @Test
    void aMistypedCommandGetsASuggestion() {
        assertThat(execute("rum")).isEqualTo(2);

        assertThat(err.toString()).contains("'rum'", "tidegate run", "tidegate --help");
    }

    @Test
    void echoListensUntilItIsStopped() {
        assertThat(execute("echo", "--port", "0")).isZero();

        assertThat(out.toString()).containsPattern("echo server is ready on ws://127\\.0\\.0\\.1:\\d+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port=70000", "--address=no.such.name.invalid", "--port=many"})
    void echoRefusesWhatCannotBe(String option) {
        assertThat(execute("echo", option)).isEqualTo(2);

        assertThat(err.toString()).contains(option.substring(0, option.indexOf('=')));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void versionSaysWhatItRunsOn() {
        assertThat(execute("version")).isZero();

        assertThat(out.toString()).contains("tidegate", "java", "transport", "tls");
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(execute("generate-completion")).isZero();

        assertThat(out.toString()).contains("tidegate", "check", "--config");
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Commands.commandLine(program, () -> () -> {});
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    private String file(String text) throws IOException {
        return Files.write(folder.resolve("tidegate.yaml"), List.of(text)).toString();
    }
}
