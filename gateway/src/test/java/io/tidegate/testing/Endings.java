package io.tidegate.testing;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the access log of a running gateway tells of its clients. */
public final class Endings {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path log;

    Endings(Path log) {
        this.log = log;
    }

    /** Waits for the ending of the client that asked for {@code path}. */
    public Ending of(String path) {
        return ending(lineOf(path));
    }

    /** Waits for the first ending of that leg of any session. */
    public Ending ofLeg(String leg) {
        return ending(await(
                "ending of leg " + leg,
                () -> lines("end")
                        .filter(line -> line.path("leg").asString("").equals(leg))
                        .findFirst()
                        .orElse(null)));
    }

    /** Waits likewise; how many endpoints were tried for it. */
    public int attemptsOf(String path) {
        return lineOf(path).path("attempts").asInt();
    }

    /** Waits likewise; the whole line. */
    public JsonNode lineOf(String path) {
        return await("ending of " + path, () -> lines("end", path).findFirst().orElse(null));
    }

    /** The log as it is by now. */
    public String text() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Endings that the log has by now of clients that asked for {@code path}. */
    public List<Ending> soFar(String path) {
        return lines("end", path).map(Endings::ending).toList();
    }

    /** How many sessions the log has by now that ended for this cause with this code. */
    public long count(Cause cause, int code) {
        return lines("end")
                .map(Endings::ending)
                .filter(e -> e.cause() == cause && e.code() == code)
                .count();
    }

    /** Waits until every session that opened has ended. */
    public void awaitAllClosed() {
        await("end of all sessions", () -> lines("open").count() == endedAfterOpen() ? "all" : null);
    }

    private long endedAfterOpen() {
        return lines("end")
                .map(Endings::ending)
                .filter(e -> e.phase() == Phase.RELAY || e.phase() == Phase.CLOSE)
                .count();
    }

    private Stream<JsonNode> lines(String event, String path) {
        return lines(event)
                .filter(line -> !line.has("leg"))
                .filter(line -> line.path("path").asString("").equals(path));
    }

    private Stream<JsonNode> lines(String event) {
        try {
            String text = Files.exists(log) ? Files.readString(log) : "";
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            return whole.lines()
                    .map(JSON::readTree)
                    .filter(line -> line.path("event").asString("").equals(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Ending ending(JsonNode line) {
        return new Ending(
                Phase.valueOf(line.path("phase").asString().toUpperCase(Locale.ROOT)),
                Cause.valueOf(
                        line.path("cause").asString().toUpperCase(Locale.ROOT).replace('-', '_')),
                line.path("code").asInt(0),
                line.path("reason").asString(""));
    }

    private static <T> T await(String what, Supplier<@Nullable T> source) {
        return Awaitility.await(what)
                .atMost(RawPeer.LIMIT)
                .pollInterval(Duration.ofMillis(2))
                .until(source::get, found -> found != null);
    }
}
