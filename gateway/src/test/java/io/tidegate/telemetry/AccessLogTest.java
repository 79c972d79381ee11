package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.AccessLogConfig;
import io.tidegate.config.AccessLogConfig.Format;
import io.tidegate.config.ByteSize;
import io.tidegate.config.ConfigException;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseExchange;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLogTest {
    private static final String HOSTILE =
            "a\"b\\c\nend session=\"x\"\r\t\u001b[31m\u009b\u202e\u2028\ud800 \u00e9\ud83d\ude00";

    @TempDir
    private Path folder;

    @Test
    void aSessionLeavesOneLineAtItsOpenAndOneAtItsEnd() throws Exception {
        Journey journey = Journeys.opened("s1", "chat", "chat-servers");
        journey.from(Side.CLIENT).count(FrameHeaders.of(Opcode.TEXT, true, 12));
        Ending ending = new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 1000, "bye");

        List<JsonNode> lines = json(lines(Format.JSON, false, log -> {
            log.opened(journey);
            ended(log, journey, ending);
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
    void theEndTellsWhoseDoingItWasAndHowFarTheClosingHandshakesCame() throws Exception {
        Journey journey = Journeys.opened("s1", "chat", "chat-servers");
        journey.agentIs("Mozilla/5.0");
        journey.roundTrip(Side.CLIENT, 1_234_567);
        journey.closed(CloseExchange.BOTH, CloseExchange.SENT);

        JsonNode end = json(lines(
                        Format.JSON,
                        false,
                        log -> ended(log, journey, new Ending(Phase.RELAY, Cause.ENDPOINT_LOST, 1011, ""))))
                .getFirst();

        assertThat(end.get("ended-by").asString()).isEqualTo("upstream");
        assertThat(end.get("client-close").asString()).isEqualTo("both");
        assertThat(end.get("upstream-close").asString()).isEqualTo("sent");
        assertThat(end.get("client-rtt-micros").asInt()).isEqualTo(1234);
        assertThat(end.has("upstream-rtt-micros")).isFalse();
        assertThat(end.get("user-agent").asString()).isEqualTo("Mozilla/5.0");
    }

    @Test
    void linesCanHaveTheNamesOfTheElasticCommonSchema() throws Exception {
        Journey journey = Journeys.opened("s1", "chat", "chat-servers");
        journey.agentIs("Mozilla/5.0");
        Journey refused = Journeys.requested("s2", HOSTILE);

        List<JsonNode> lines = json(lines(Format.ECS, false, log -> {
            log.opened(journey);
            ended(log, journey, new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 1000, "bye"));
            ended(log, refused, hostileEnding());
        }));

        JsonNode open = lines.getFirst();
        assertThat(Instant.parse(open.get("@timestamp").asString()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(open.get("event.action").asString()).isEqualTo("open");
        assertThat(open.get("event.type").get(0).asString()).isEqualTo("start");
        assertThat(open.get("client.ip").asString()).isEqualTo("192.0.2.7");
        assertThat(open.get("user_agent.original").asString()).isEqualTo("Mozilla/5.0");
        assertThat(open.get("tidegate.session").asString()).isEqualTo("s1");
        JsonNode end = lines.get(1);
        assertThat(end.get("event.type").get(0).asString()).isEqualTo("end");
        assertThat(end.get("tidegate.cause").asString()).isEqualTo("client-closed");
        assertThat(end.get("tidegate.close_code").asInt()).isEqualTo(1000);
        assertThat(end.get("event.duration").asLong()).isNotNegative();
        assertThat(end.get("server.bytes").asLong()).isZero();
        JsonNode never = lines.getLast();
        assertThat(never.get("http.response.status_code").asInt()).isEqualTo(400);
        assertThat(never.get("url.path").asString()).startsWith("a\"b");
    }

    @Test
    void thePageHasTheNameOfEachField() throws Exception {
        Journey journey = Journeys.opened("s1", "chat", "chat-servers");
        journey.agentIs("Mozilla/5.0");
        journey.roundTrip(Side.CLIENT, 1000);
        journey.roundTrip(Side.UPSTREAM, 1000);
        journey.closed(CloseExchange.BOTH, CloseExchange.BOTH);
        Writing ending = log -> ended(log, journey, new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 1000, "bye"));

        String page = Files.readString(Path.of("..", "docs", "observability.md"));

        JsonNode ecs = json(lines(Format.ECS, true, ending)).getFirst();
        assertThat(json(lines(Format.JSON, true, ending)).getFirst().propertyNames())
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        assertThat(ecs.propertyNames()).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
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
                json(lines(Format.JSON, false, log -> ended(log, Journeys.requested("s1", HOSTILE), hostileEnding())));

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().get("path").asString()).isEqualTo(HOSTILE.replace("\ud800", "?"));
        assertThat(lines.getFirst().get("reason").asString()).startsWith("a\"b");
    }

    @Test
    void whatAClientSendsCannotForgeATextLine() throws Exception {
        Path file = lines(Format.TEXT, false, log -> ended(log, Journeys.requested("s1", HOSTILE), hostileEnding()));

        assertThat(Files.readAllLines(file)).hasSize(1);
        assertThat(Files.readString(file))
                .contains(" path=\"a\\u0022b\\u005cc\\u000aend session=\\u0022x\\u0022\\u000d\\u0009\\u001b[31m\\u009b"
                        + "\\u202e\\u2028\\ud800 \u00e9\ud83d\ude00\" ")
                .containsPattern("^\\S+Z end session=\"s1\" request-id=\"r-1\" ")
                .contains(" cause=\"bad-request\" ended-by=\"gateway\" code=400 ")
                .doesNotContain("route=");
    }

    @Test
    void aFileThatIsFullIsKeptUnderANumber() throws Exception {
        Path file = folder.resolve("access.log");
        var config =
                new AccessLogConfig(Format.TEXT, file, ByteSize.ofKiB(4), 2, AccessLogConfig.Principal.SUBJECT, false);

        try (var journal = new JournalOf(config)) {
            for (int i = 0; i < 100; i++) {
                journal.log().of(0).opened(Journeys.requested("s" + i, "/"));
            }
        }

        assertThat(Files.readAllLines(file)).last().asString().contains("session=\"s99\"");
        assertThat(folder.resolve("access.log.1")).isNotEmptyFile();
        assertThat(folder.resolve("access.log.2")).isNotEmptyFile();
        assertThat(folder.resolve("access.log.3")).doesNotExist();
    }

    @Test
    void aFileOfNoBoundIsOneFile() throws Exception {
        Path file = lines(Format.JSON, false, log -> {
            for (int i = 0; i < 1000; i++) {
                log.opened(Journeys.requested("s" + i, "/"));
            }
        });

        assertThat(Files.readAllLines(file)).hasSize(1000);
        assertThat(folder.resolve(file.getFileName() + ".1")).doesNotExist();
    }

    @Test
    void aFileThatCannotBeWrittenRefusesTheStart() {
        Path nowhere = folder.resolve("missing").resolve("access.log");

        assertThatThrownBy(() -> new JournalOf(new AccessLogConfig(
                        Format.JSON, nowhere, null, null, AccessLogConfig.Principal.SUBJECT, false)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("access-log.file must be a file that can be written, got ");
    }

    private static Ending hostileEnding() {
        return new Ending(Phase.HANDSHAKE, Cause.BAD_REQUEST, 400, HOSTILE);
    }

    private interface Writing {
        void to(AccessLog.OfLoop log);
    }

    /** The file after close: it holds all that was offered. */
    private Path lines(Format format, boolean query, Writing writing) throws IOException {
        Path file = Files.createTempFile(folder, "access", ".log");
        try (var journal = new JournalOf(
                new AccessLogConfig(format, file, null, null, AccessLogConfig.Principal.SUBJECT, query))) {
            writing.to(journal.log().of(0));
        }
        return file;
    }

    /** An access log on its own, of one event loop. */
    private record JournalOf(AccessLog log) implements AutoCloseable {
        JournalOf(AccessLogConfig config) {
            this(AccessLog.start(config, 1));
        }

        @Override
        public void close() {
            log.journal().close();
        }
    }

    private static List<JsonNode> json(Path file) throws IOException {
        JsonMapper mapper = JsonMapper.builder().build();
        return Files.readAllLines(file).stream().map(mapper::readTree).toList();
    }

    private static void ended(AccessLog.OfLoop log, Journey journey, Ending ending) {
        log.ended(journey, SessionView.of(journey, System.nanoTime()), ending);
    }
}
