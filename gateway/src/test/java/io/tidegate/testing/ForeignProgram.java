package io.tidegate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A process that a test starts, looks at from outside, and ends. What it prints is kept in a file of its folder. */
public final class ForeignProgram implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final Path output;

    private ForeignProgram(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it in {@code folder}. */
    public static ForeignProgram start(Path folder, List<String> command) {
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new ForeignProgram(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where {@code name} is installed; fails if it is not, naming it. */
    public static String installed(String name) {
        String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
        return Arrays.stream(path.split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "this test needs the program " + name + ", which is missing: see scripts/install-interop"))
                .toString();
    }

    /** Waits until it takes connections there. */
    public ForeignProgram awaitPort(int port) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(START_LIMIT)
                .until(() -> holds(() -> takesConnections(port)));
        return this;
    }

    /** Waits until it has printed {@code text}. */
    public ForeignProgram awaitOutput(String text) {
        return awaitOutput(text, START_LIMIT);
    }

    /** Waits until it has printed {@code text}. */
    public ForeignProgram awaitOutput(String text, Duration limit) {
        Awaitility.await("output: " + text)
                .pollInterval(Duration.ofMillis(10))
                .atMost(limit)
                .until(() -> holds(() -> output().contains(text)));
        return this;
    }

    /** All that it has printed. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a line to its standard input. */
    public void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal by its name without SIG. */
    public void signal(String name) {
        shell("kill -" + name + " " + process.pid());
    }

    /** Lifts the limit on the size of files that it was started with. */
    public void unlimitFileSize() {
        shell("prlimit --pid " + process.pid() + " --fsize=unlimited");
    }

    private static void shell(String command) {
        try {
            int exitCode = new ProcessBuilder("sh", "-c", command).start().waitFor();
            if (exitCode != 0) {
                throw new AssertionError(command + " ended with exit code " + exitCode);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL, which also ends one that is stopped; returns when it is dead. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Memory that it has in RAM, as Linux counts it. */
    public long residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            String line = lines.filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        } catch (IOException | NoSuchElementException e) {
            throw new AssertionError("has ended, and printed:\n" + output(), e);
        }
    }

    /** Sockets that it has open. */
    public long openSockets() {
        return OpenSockets.of(Long.toString(process.pid()));
    }

    private static boolean takesConnections(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether {@code condition} holds; fails if it does not and the program has ended before. */
    private boolean holds(BooleanSupplier condition) {
        boolean ended = !process.isAlive();
        boolean holds = condition.getAsBoolean();
        if (ended && !holds) {
            throw new AssertionError("ended with exit code " + process.exitValue() + ":\n" + output());
        }
        return holds;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(Duration.ofSeconds(10))) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
