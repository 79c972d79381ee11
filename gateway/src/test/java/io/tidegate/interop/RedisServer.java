package io.tidegate.interop;

import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.FreePort;
import io.tidegate.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real Redis on a port of its own, to be killed, stopped and started again; it keeps nothing on disk. */
final class RedisServer implements AutoCloseable {
    private final Path folder;
    private final int port = FreePort.next();
    private final List<String> arguments;
    private ForeignProgram program;
    private boolean running = true;

    /** @param more arguments */
    RedisServer(Path folder, String... more) {
        this.folder = folder;
        this.arguments = new ArrayList<>(List.of("--port", Integer.toString(port)));
        arguments.addAll(List.of(more));
        this.program = start();
    }

    /** One that speaks nothing but TLS. */
    RedisServer(Path folder, TestSite site) {
        this.folder = folder;
        this.arguments = List.of(
                "--port", "0",
                "--tls-port", Integer.toString(port),
                "--tls-cert-file", site.certificate().toString(),
                "--tls-key-file", site.key().toString(),
                "--tls-auth-clients", "no");
        this.program = start();
    }

    int port() {
        return port;
    }

    boolean isRunning() {
        return running;
    }

    /** For {@link io.tidegate.testing.Settings#gateway}. */
    String settings() {
        return "{ url: \"redis://127.0.0.1:" + port + "\" }";
    }

    void kill() {
        running = false;
        program.kill();
        program.close();
    }

    void startAgain() {
        program = start();
        running = true;
    }

    void stop() {
        program.signal("STOP");
    }

    void goOn() {
        program.signal("CONT");
    }

    /** What redis-cli prints. */
    String ask(String... command) {
        List<String> line =
                new ArrayList<>(List.of(ForeignProgram.installed("redis-cli"), "-p", Integer.toString(port), "--raw"));
        line.addAll(List.of(command));
        try {
            Process cli = new ProcessBuilder(line).redirectErrorStream(true).start();
            String printed = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            cli.waitFor();
            return printed.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ForeignProgram start() {
        List<String> command = new ArrayList<>(List.of(
                ForeignProgram.installed("redis-server"), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
        command.addAll(arguments);
        return ForeignProgram.start(folder, command).awaitOutput("Ready to accept connections");
    }

    @Override
    public void close() {
        if (running) {
            program.signal("CONT"); // one that is stopped does not end when it is asked to
        }
        program.close();
    }
}
