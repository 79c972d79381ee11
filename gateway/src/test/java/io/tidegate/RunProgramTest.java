package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunProgramTest {
    private static final int ENDED_BY_SIGTERM_AT_ONCE = 143;
    private static final Pattern URL = Pattern.compile("ws://localhost:\\d+");

    @TempDir
    Path folder;

    @Test
    void theDemoEchoesAndEndsWithExitCode0() throws Exception {
        try (ProgramProcess program = demo();
                HttpClient http = HttpClient.newHttpClient()) {
            String output = program.outputUntil("is ready");
            Events events = new Events();

            WebSocket socket = open(http, output, events);
            socket.sendText("hello", true).join();

            assertThat(output).containsPattern("http://127\\.0\\.0\\.1:[1-9]\\d*/");
            assertThat(events.text.get(20, TimeUnit.SECONDS)).isEqualTo("hello");
            socket.sendClose(1000, "").join();
            assertThat(events.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1000);

            program.sendSigterm();

            assertThat(program.exitCode()).isZero();
            assertThat(program.outputUntil("drained")).contains("draining");
            assertThat(program.errors()).isEmpty();
        }
    }

    @Test
    void anOpenSessionIsClosedWith1012WhenTheProgramEnds() throws Exception {
        try (ProgramProcess program = demo("--set", "drain.window=0s");
                HttpClient http = HttpClient.newHttpClient()) {
            Events events = new Events();
            open(http, program.outputUntil("is ready"), events);

            program.sendSigterm();

            assertThat(events.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1012);
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void theLogIsAsTheConfigurationSays() throws Exception {
        try (ProgramProcess program = demo("--set", "log.format=json", "--set", "log.level=warn")) {
            program.outputUntil("is ready");

            program.sendSighup();
            program.awaitErrors("There is no file to reload");

            assertThat(program.errors().lines())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line)
                            .startsWith("{\"time\":\"")
                            .contains("\"level\":\"WARN\"")
                            .contains("\"logger\":\"io.tidegate.control.LiveConfig\""));
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        try (ProgramProcess program = demo("--set", "drain.delay=5m")) {
            program.outputUntil("is ready");

            program.sendSigterm();
            program.outputUntil("draining");
            program.sendSigterm();

            assertThat(program.exitCode()).isEqualTo(ENDED_BY_SIGTERM_AT_ONCE);
        }
    }

    @Test
    void aPortInUseIsOneLineAndExitCode2() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                ProgramProcess program = demo("--set", "listeners.demo.address=0.0.0.0:" + taken.getLocalPort())) {

            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.errors().lines().toList())
                    .singleElement()
                    .asString()
                    .contains(Integer.toString(taken.getLocalPort()), "in use");
        }
    }

    @Test
    void aHangupReloadsTheFile() throws Exception {
        String yaml = """
                listeners:
                  public: { address: "127.0.0.1:0" }
                upstreams:
                  chat: { endpoints: [ "ws://127.0.0.1:9" ] }
                routes:
                  chat: { upstream: chat }
                reload: { watch: false }
                """;
        Path file = file(yaml);
        try (ProgramProcess program = ProgramProcess.start(folder, "run", "-c", file.toString())) {
            program.outputUntil("is ready");
            file(yaml.replace("upstream: chat", "upstream: chat, max-message: 1KiB"));

            program.sendSighup();

            program.awaitErrors("configuration reloaded (signal): route chat changed (max-message)");
            file(yaml.replace("upstream: chat", "upstream: cat"));

            program.sendSighup();

            program.awaitErrors("reload (signal) refused, the running configuration stays: " + file + ":6:21 routes."
                    + "chat.upstream must name an upstream, got cat");
            program.sendSigterm();
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void aHangupIsAnsweredWhereThereIsNothingToReload() throws Exception {
        try (ProgramProcess program = demo()) {
            program.outputUntil("is ready");

            program.sendSighup();

            program.awaitErrors("reload (signal) refused: There is no file to reload");
            program.sendSigterm();
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void anEndpointWhoseNameHasNoAddressIsAWarning() throws Exception {
        Path file = file("""
                listeners:
                  public: { address: "127.0.0.1:0" }
                upstreams:
                  chat: { endpoints: [ "ws://no.such.name.invalid:9001" ] }
                routes:
                  chat: { upstream: chat }
                """);
        try (ProgramProcess program = ProgramProcess.start(folder, "run", "-c", file.toString())) {

            assertThat(program.outputUntil("is ready")).contains("no.such.name.invalid");

            program.sendSigterm();
            assertThat(program.exitCode()).isZero();
            assertThat(program.errors())
                    .contains("WARN", "no.such.name.invalid")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void everyFaultOfAFileIsALineAndTheExitCodeIs2() throws Exception {
        Path file = file("listeners: 1\nroots: {}\n");
        try (ProgramProcess program = ProgramProcess.start(folder, "check", "-c", file.toString())) {

            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.errors().lines().toList())
                    .hasSizeGreaterThan(1)
                    .allMatch(line -> line.startsWith(file.toString()));
        }
    }

    private ProgramProcess demo(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("run", "--set", "listeners.demo.address=127.0.0.1:0", "--set", "admin.address=127.0.0.1:0"));
        arguments.addAll(List.of(more));
        return ProgramProcess.start(folder, arguments.toArray(String[]::new));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("tidegate.yaml"), text);
    }

    private static WebSocket open(HttpClient http, String output, Events events) {
        Matcher url = URL.matcher(output);
        assertThat(url.find()).as("a URL in: " + output).isTrue();
        return http.newWebSocketBuilder()
                .buildAsync(URI.create(url.group().replace("localhost", "127.0.0.1")), events)
                .join();
    }

    private static final class Events implements WebSocket.Listener {
        final CompletableFuture<String> text = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }
    }
}
