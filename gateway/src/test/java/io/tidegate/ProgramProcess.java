package io.tidegate;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Tidegate as a process of its own, from the classes under test. */
final class ProgramProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final Path errors;

    private ProgramProcess(Process process, Path errors) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    /** @param folder where it runs; gets a file of its own */
    static ProgramProcess start(Path folder, String... arguments) throws IOException {
        return start(folder, List.of(), command(arguments));
    }

    /** As {@link #start}, with {@code value} as the environment's {@code variable}. */
    static ProgramProcess startWith(String variable, String value, Path folder, String... arguments)
            throws IOException {
        return start(folder, List.of("env", variable + "=" + value), command(arguments));
    }

    /** As {@link #start}; it may have no more files open than {@code most}. */
    static ProgramProcess startWithFiles(Path folder, int most, String... arguments) throws IOException {
        return start(folder, List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"), command(arguments));
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** @param before what runs the command, and becomes it */
    private static ProgramProcess start(Path folder, List<String> before, List<String> program) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(program);
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        return new ProgramProcess(process, errors);
    }

    /** What it prints up to and including the line that contains {@code text}, or to its end. */
    String outputUntil(String text) throws IOException {
        StringBuilder lines = new StringBuilder();
        String line = output.readLine();
        while (line != null && !line.contains(text)) {
            lines.append(line).append('\n');
            line = output.readLine();
        }
        return lines.append(line).toString();
    }

    void sendSigterm() {
        process.toHandle().destroy(); // unlike process.destroy(), which also closes the streams
    }

    void sendSighup() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** Waits until it has written that to standard error. */
    void awaitErrors(String text) {
        Awaitility.await(text)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> errors().contains(text));
    }

    /** All that it has written to standard error. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        output.close();
    }

    /** Without the tests' classes, whose logging would be found first. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
