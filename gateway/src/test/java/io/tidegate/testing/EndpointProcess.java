package io.tidegate.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * An endpoint in a process of its own, at a port that stays: a test kills it, starts it again, stops it and lets it go on.
 * Handshakes for {@link EndpointProgram#CHECK} are no sessions of its.
 */
public final class EndpointProcess implements AutoCloseable {
    private static final String SESSION = "session ";

    private final Path folder;
    private final int port;
    private final List<ForeignProgram> runs = new ArrayList<>();

    private EndpointProcess(Path folder) {
        this.folder = folder;
        this.port = FreePort.next();
    }

    /** So many, started together; returns when all listen. They write into {@code folder}. */
    public static List<EndpointProcess> start(Path folder, int count) {
        List<EndpointProcess> endpoints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            EndpointProcess endpoint = new EndpointProcess(folder);
            endpoint.launch();
            endpoints.add(endpoint);
        }
        try {
            endpoints.forEach(EndpointProcess::awaitReady);
            return endpoints;
        } catch (RuntimeException | Error e) {
            endpoints.forEach(EndpointProcess::close);
            throw e;
        }
    }

    /** What a gateway, and the endpoint itself in its 101, call the one at this port. */
    static String id(int port) {
        return "127.0.0.1:" + port;
    }

    /** In logs, metrics and the admin API. */
    public String id() {
        return id(port);
    }

    /** For the configuration. */
    public String url() {
        return "ws://" + id();
    }

    /** SIGKILL; returns when it is dead. */
    public void kill() {
        runs.getLast().kill();
    }

    /** Starts it anew after {@link #kill}; returns when it listens. */
    public void restart() {
        launch();
        awaitReady();
    }

    /** SIGSTOP: its connections stay, and nobody serves them. */
    public void stop() {
        runs.getLast().signal("STOP");
    }

    /** SIGCONT. */
    public void goOn() {
        runs.getLast().signal("CONT");
    }

    /** The most connections of sessions that came within any second. */
    public int mostSessionsInASecond() {
        long[] millis = sessionMillis().sorted().toArray();
        int most = 0;
        int first = 0;
        for (int last = 0; last < millis.length; last++) {
            while (millis[last] - millis[first] >= 1000) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** The texts that it had of sessions whose messages are told of, in the order in which they came. */
    public Stream<String> got() {
        return runs.stream()
                .flatMap(run -> run.output().lines())
                .filter(line -> line.startsWith(EndpointProgram.GOT))
                .map(line -> line.substring(EndpointProgram.GOT.length()));
    }

    /** When the connection of each session came that it ever had, in milliseconds since 1970. */
    public LongStream sessionMillis() {
        return runs.stream()
                .flatMap(run -> run.output().lines())
                .filter(line -> line.startsWith(SESSION))
                .mapToLong(line -> Long.parseLong(line.substring(SESSION.length())));
    }

    private void launch() {
        runs.add(ForeignProgram.start(
                folder,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmn512m", // no pause in which connections pile up, before thousands of sessions
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndpointProgram.class.getName(),
                        Integer.toString(port))));
    }

    private void awaitReady() {
        runs.getLast().awaitOutput("ready");
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return id();
    }
}
