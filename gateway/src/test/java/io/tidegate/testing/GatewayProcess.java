package io.tidegate.testing;

import io.tidegate.Main;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A gateway in a process of its own, from the classes under test, with the launcher's settings of the JVM. */
public final class GatewayProcess implements AutoCloseable {
    private static final List<String> JVM = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseParallelGC",
            "-Xmn16m",
            "-Xss512k");

    private final ForeignProgram program;
    private final int port;
    private final Endings endings;

    private GatewayProcess(ForeignProgram program, int port, Endings endings) {
        this.program = program;
        this.port = port;
        this.endings = endings;
    }

    /** Runs until closed; writes into {@code folder}. */
    public static GatewayProcess start(Path folder, Settings settings, String... jvmArguments) {
        return start(folder, settings, List.of(), jvmArguments);
    }

    /** As {@link #start(Path, Settings, String...)}, with so many file descriptors. */
    public static GatewayProcess startWithin(int descriptors, Path folder, Settings settings) {
        return start(folder, settings, List.of("sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "sh"));
    }

    private static GatewayProcess start(Path folder, Settings settings, List<String> starter, String... jvmArguments) {
        int port = FreePort.next();
        Path log = folder.resolve("access.log");
        Path file = folder.resolve("tidegate.yaml");
        String yaml = settings.listener("address", "\"127.0.0.1:" + port + "\"").yaml(log);
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(starter);
        command.addAll(java(jvmArguments));
        command.addAll(List.of(Main.class.getName(), "run", "-c", file.toString()));
        ForeignProgram program = ForeignProgram.start(folder, command).awaitPort(port);
        return new GatewayProcess(program, port, new Endings(log));
    }

    /** Starts a Java program of this class path with these arguments; the main class is to follow. */
    public static List<String> java(String... jvmArguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of(jvmArguments));
        command.addAll(List.of("-cp", classPath()));
        return command;
    }

    /** The product's classes first: the tests' have a logging configuration of their own. */
    private static String classPath() {
        String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
        return Arrays.stream(entries)
                .sorted((one, other) -> Boolean.compare(one.endsWith("test-classes"), other.endsWith("test-classes")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public ForeignProgram program() {
        return program;
    }

    public Endings endings() {
        return endings;
    }

    /** A client that has shaken hands. */
    public RawPeer open(String target) {
        return RawPeer.open(address(), Upgrade.to(target));
    }

    @Override
    public void close() {
        program.close();
    }
}
