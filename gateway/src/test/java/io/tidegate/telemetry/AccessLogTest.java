package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.config.AccessLogConfig;
import io.tidegate.config.AccessLogConfig.Format;
import io.tidegate.config.ConfigException;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.FrameHeaders;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLogTest {
    private static final String HOSTILE =
            "a\"b\\c\nend session=\"x\"\r\t\u001b[31m\u009b\u202e\u2028\ud800 \u00e9\ud83d\ude00";

    @TempDir
    private Path folder;

    private final Counter dropped = Counter.builder("dropped").register(new SimpleMeterRegistry());

    @Test
    void aSessionLeavesOneLineAtItsOpenAndOneAtItsEnd() throws Exception {
        Journey journey = Journeys.opened("s1", "chat", "chat-servers");
        journey.from(Side.CLIENT).count(FrameHeaders.of(Opcode.TEXT, true, 12));
        Ending ending = new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 1000, "bye");

        List<JsonNode> lines = json(lines(Format.JSON, false, log -> {
            log.opened(journey);
            log.ended(journey, ending);
        }));

        JsonNode open = lines.getFirst();
        JsonNode end = lines.getLast();
        assertThat(lines).hasSize(2);
        assertThat(open.propertyNames())
                .containsExactly(
                        "time",
                        "event",
                        "session",
                        "request-id",
                        "listener",
                        "client",
                        "client-port",
                        "path",
                        "route",
                        "upstream",
                        "endpoint",
                        "subprotocol",
                        "attempts",
                        "handshake-millis");
        assertThat(Instant.parse(open.get("time").asString()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(open.get("event").asString()).isEqualTo("open");
        assertThat(open.get("client").asString()).isEqualTo("192.0.2.7");
        assertThat(open.get("handshake-millis").asInt()).isEqualTo(3);
        assertThat(end.get("event").asString()).isEqualTo("end");
        assertThat(end.get("session").asString()).isEqualTo("s1");
        assertThat(end.get("cause").asString()).isEqualTo("client-closed");
        assertThat(end.get("phase").asString()).isEqualTo("relay");
        assertThat(end.get("code").asInt()).isEqualTo(1000);
        assertThat(end.get("reason").asString()).isEqualTo("bye");
        assertThat(end.get("client-messages").asInt()).isEqualTo(1);
        assertThat(end.get("client-bytes").asInt()).isEqualTo(12);
        assertThat(end.get("upstream-bytes").asInt()).isZero();
        assertThat(end.has("duration-millis")).isTrue();
    }

    @Test
    void theQueryIsLoggedOnlyWhereConfigured() throws Exception {
        Journey journey = Journeys.opened("s1", "chat", "chat-servers");

        String without = Files.readString(lines(Format.JSON, false, log -> log.opened(journey)));
        String with = Files.readString(lines(Format.JSON, true, log -> log.opened(journey)));

        assertThat(without).doesNotContain("geheim");
        assertThat(with).contains("\"query\":\"token=geheim\"");
    }

    @Test
    void whatAClientSendsCannotForgeAJsonLine() throws Exception {
        List<JsonNode> lines =
                json(lines(Format.JSON, false, log -> log.ended(Journeys.requested("s1", HOSTILE), hostileEnding())));

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().get("path").asString()).isEqualTo(HOSTILE.replace("\ud800", "?"));
        assertThat(lines.getFirst().get("reason").asString()).startsWith("a\"b");
    }

    @Test
    void whatAClientSendsCannotForgeATextLine() throws Exception {
        Path file = lines(Format.TEXT, false, log -> log.ended(Journeys.requested("s1", HOSTILE), hostileEnding()));

        assertThat(Files.readAllLines(file)).hasSize(1);
        assertThat(Files.readString(file))
                .contains(" path=\"a\\u0022b\\u005cc\\u000aend session=\\u0022x\\u0022\\u000d\\u0009\\u001b[31m\\u009b"
                        + "\\u202e\\u2028\\ud800 \u00e9\ud83d\ude00\" ")
                .containsPattern("^\\S+Z end session=\"s1\" request-id=\"r-1\" ")
                .contains(" cause=\"bad-request\" code=400 ")
                .doesNotContain("route=");
    }

    @Test
    void whatAFullLaneDoesNotTakeIsDroppedAndCounted() {
        var lane = new AccessLog.Lane(false, dropped); // with nobody to empty it
        Journey journey = Journeys.requested("s1", "/");

        for (int i = 0; i < AccessLog.LANE_LINES + 3; i++) {
            lane.opened(journey);
        }

        assertThat(dropped.count()).isEqualTo(3);
    }

    @Test
    void aFileThatWasMovedIsFollowedByANewOne() throws Exception {
        Path file = folder.resolve("access.log");
        try (AccessLog log = start(file, Format.TEXT, false)) {
            log.lane(0).opened(Journeys.requested("before", "/"));
            Awaitility.await().until(() -> Files.size(file) > 0);
            Files.move(file, folder.resolve("access.log.1"));
            Awaitility.await().until(() -> Files.exists(file));
            log.lane(0).opened(Journeys.requested("after", "/"));
        }

        assertThat(Files.readString(folder.resolve("access.log.1")))
                .contains("before")
                .doesNotContain("after");
        assertThat(Files.readString(file)).contains("after").doesNotContain("before");
    }

    @Test
    void aFileThatCannotBeWrittenRefusesTheStart() {
        assertThatThrownBy(() -> start(folder.resolve("missing").resolve("access.log"), Format.JSON, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("access-log.file must be a file that can be written, got ");
    }

    private static Ending hostileEnding() {
        return new Ending(Phase.HANDSHAKE, Cause.BAD_REQUEST, 400, HOSTILE);
    }

    private interface Writing {
        void to(AccessLog.Lane lane);
    }

    /** The file after close: it holds all that was offered. */
    private Path lines(Format format, boolean query, Writing writing) throws IOException {
        Path file = Files.createTempFile(folder, "access", ".log");
        try (AccessLog log = start(file, format, query)) {
            writing.to(log.lane(0));
        }
        return file;
    }

    private AccessLog start(Path file, Format format, boolean query) {
        return AccessLog.start(new AccessLogConfig(format, file, query), 1, dropped);
    }

    private static List<JsonNode> json(Path file) throws IOException {
        JsonMapper mapper = JsonMapper.builder().build();
        return Files.readAllLines(file).stream().map(mapper::readTree).toList();
    }
}
