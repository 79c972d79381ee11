package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.JournalLines;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Lines about messages, with real clients, endpoints and files. */
@ExtendWith(NothingLeftBehind.class)
class AuditTest {
    private static final int CLIENTS = 6;
    private static final int MESSAGES = 1000;

    @TempDir
    private Path folder;

    @Test
    void withoutAPayloadFramesPassAsTheyAreAndALineTellsOfEachMessage() {
        String deflate = "permessage-deflate; client_no_context_takeover; server_no_context_takeover";
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept("Sec-WebSocket-Extensions: " + deflate));
                GatewayFixture gateway = start(settings(endpoint, "[ { audit: {} } ]"));
                RawPeer client =
                        RawPeer.open(gateway.address(), Upgrade.to("/chat").with("Sec-WebSocket-Extensions", deflate));
                RawPeer upstream = endpoint.next()) {
            WireFrame compressed = WireFrame.text("xxx").rsv(WireFrame.RSV1); // nobody looks at it
            client.send(WireFrame.text("ab").more(), WireFrame.ping("p"), WireFrame.continuation("cde"));
            client.send(compressed, WireFrame.text(""));
            upstream.send(WireFrame.binary((byte) 1, (byte) 2));

            assertThat(Stream.generate(upstream::next).limit(5).toList())
                    .extracting(WireFrame::opcode)
                    .containsExactly(
                            WireFrame.TEXT, WireFrame.PING, WireFrame.CONTINUATION, WireFrame.TEXT, WireFrame.TEXT);
            assertThat(client.next().opcode()).isEqualTo(WireFrame.BINARY);
            assertThat(audit().await(4))
                    .containsExactlyInAnyOrder(
                            line("client", "text", "\"bytes\":5,\"wire-bytes\":5"),
                            line("client", "text", "\"wire-bytes\":3"),
                            line("client", "text", "\"bytes\":0,\"wire-bytes\":0"),
                            line("upstream", "binary", "\"bytes\":2,\"wire-bytes\":2"));
            assertThat(audit().now())
                    .allSatisfy(
                            line -> assertThat(line.get("session").asString()).isNotEmpty());
        }
    }

    @Test
    void itsPlaceAmongTheFiltersSaysWhatItSees() {
        String filters = "[ { audit: { payload: 1KiB } }, "
                + "{ patterns: { deny: [ { name: no, pattern: evil } ], redact: [ { at: /pin } ], on-match: drop } }, "
                + "{ audit: {} } ]";
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = start(settings(endpoint, filters));
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("{\"pin\":12345}").more(), WireFrame.continuation(" "));
            assertThat(upstream.next().text()).isEqualTo("{\"pin\":\"***\"} ");
            client.send(WireFrame.text("evil"));

            assertThat(audit().await(3))
                    .containsExactly(
                            line(
                                    "client",
                                    "text",
                                    "\"bytes\":14,\"wire-bytes\":14,\"payload\":\"{\\\"pin\\\":12345} \""),
                            line("client", "text", "\"bytes\":14,\"wire-bytes\":14"),
                            line("client", "text", "\"bytes\":4,\"wire-bytes\":4,\"payload\":\"evil\""));
        }
    }

    @Test
    void aPayloadIsRedactedBeforeItIsCutAndLeftOutWhereItCannotBe() {
        String filter = "[ { audit: { payload: 12B, redact: [ { at: /t }, { pattern: '[0-9]{4}' } ] } } ]";
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = start(settings(endpoint, filter));
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("[\"a\",\"1234\",\"x\"]"), WireFrame.text("1234 is no JSON"));
            client.send(WireFrame.text("\"" + "x".repeat(70_000) + "\""), WireFrame.binary((byte) 9));
            assertThat(upstream.next().text()).isEqualTo("[\"a\",\"1234\",\"x\"]");

            assertThat(audit().await(4))
                    .containsExactly(
                            line(
                                    "client",
                                    "text",
                                    "\"bytes\":16,\"wire-bytes\":16,\"payload\":\"[\\\"a\\\",\\\"***\\\",\\\"\",\"truncated\":true"),
                            line("client", "text", "\"bytes\":15,\"wire-bytes\":15,\"payload-omitted\":\"syntax\""),
                            line(
                                    "client",
                                    "text",
                                    "\"bytes\":70002,\"wire-bytes\":70002,\"payload-omitted\":\"max-size\""),
                            line("client", "binary", "\"bytes\":1,\"wire-bytes\":1,\"payload-omitted\":\"binary\""));
        }
    }

    @Test
    void everyMessageOfAllLoopsIsWrittenOnceIntoFilesThatRotate() throws Exception {
        String file = "{ file: \"%s\", max-file: 100KiB, keep: 100 }".formatted(folder.resolve("audit"));
        try (EchoEndpoint endpoint = new EchoEndpoint();
                GatewayFixture gateway = start(settings(endpoint.url(), "[ { audit: {} } ]", file))) {
            echoAll(gateway);
            await(gateway, "tidegate_journal_lines_total{journal=\"audit\"}", 2.0 * CLIENTS * MESSAGES);
            assertThat(lost(gateway, "queue-full") + lost(gateway, "write-failed"))
                    .isZero();
        }

        int lines = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path part : files.toList()) {
                assertThat(Files.size(part)).isLessThanOrEqualTo(100 << 10);
                lines += new JournalLines(part).now().size();
            }
        }
        assertThat(lines).isEqualTo(2 * CLIENTS * MESSAGES);
        assertThat(folder.resolve("audit.1")).exists();
    }

    @Test
    void onADiskThatIsFullSessionsGoOnAndEachLineIsCountedAsLost() {
        try (EchoEndpoint endpoint = new EchoEndpoint();
                GatewayFixture gateway =
                        start(settings(endpoint.url(), "[ { audit: { payload: 1KiB } } ]", "{ file: /dev/full }"))) {
            echoAll(gateway);

            await(
                    gateway,
                    "tidegate_journal_lost_total{journal=\"audit\",reason=\"write-failed\"}",
                    2.0 * CLIENTS * MESSAGES);
            assertThat(written(gateway)).isZero();
        }
    }

    @Test
    void whatAFullQueueLosesAndWhatIsWrittenIsAllThatWasSent() throws Exception {
        Path file = folder.resolve("audit");
        String small = "{ file: \"%s\", queue: 64KiB }".formatted(file);
        try (EchoEndpoint endpoint = new EchoEndpoint();
                GatewayFixture gateway = start(settings(endpoint.url(), "[ { audit: { payload: 16KiB } } ]", small))) {
            String large = "x".repeat(10_000);
            try (RawPeer client = gateway.open("/chat")) {
                WireFrame[] burst =
                        Stream.generate(() -> WireFrame.text(large)).limit(100).toArray(WireFrame[]::new);
                for (int i = 0; i < 5; i++) {
                    client.send(burst);
                    Stream.generate(client::next).limit(burst.length).forEach(echo -> {});
                }
            }
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> written(gateway) + lost(gateway, "queue-full") == 1000);
            assertThat(lost(gateway, "queue-full")).isPositive();
            assertThat(new JournalLines(file).now()).hasSize((int) written(gateway));
        }
    }

    @Test
    void aSampleIsAShareOfTheMessages() {
        try (EchoEndpoint endpoint = new EchoEndpoint();
                GatewayFixture gateway =
                        start(settings(endpoint.url(), "[ { audit: { from: client, sample: 10% } } ]"))) {
            echoAll(gateway);
            awaitSome(gateway);
        }

        assertThat(audit().now().size()).isBetween(CLIENTS * MESSAGES / 20, CLIENTS * MESSAGES / 5);
    }

    @Test
    void aRestartGoesOnInTheSameFile() {
        for (int run = 1; run <= 2; run++) {
            try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                    GatewayFixture gateway = start(settings(endpoint, "[ { audit: {} } ]"));
                    RawPeer client = gateway.open("/chat");
                    RawPeer upstream = endpoint.next()) {
                client.send(WireFrame.text("x".repeat(run)));
                assertThat(upstream.next().text()).hasSize(run);
            }
        }

        assertThat(audit().now()).extracting(line -> line.get("bytes").asInt()).containsExactly(1, 2);
    }

    @Test
    void aReloadBindsOpenSessionsToOtherSettingsAndLeavesTheFileAsItIs() {
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = start(settings(endpoint, "[ { audit: { payload: 2B } } ]"));
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("one"));
            assertThat(upstream.next().text()).isEqualTo("one");
            String elsewhere = "{ file: \"%s\" }".formatted(folder.resolve("other"));
            var report = gateway.reload(settings(endpoint.url(), "[ { audit: {} } ]", elsewhere));
            client.send(WireFrame.text("two"));
            assertThat(upstream.next().text()).isEqualTo("two");

            assertThat(audit().await(2))
                    .containsExactly(
                            line(
                                    "client",
                                    "text",
                                    "\"bytes\":3,\"wire-bytes\":3,\"payload\":\"on\",\"truncated\":true"),
                            line("client", "text", "\"bytes\":3,\"wire-bytes\":3"));
            assertThat(report.needsRestart()).containsExactly("audit.file");
            assertThat(folder.resolve("other")).doesNotExist();
        }
    }

    @Test
    void aReloadThatBringsTheFirstAuditIsRefusedAndSaysWhy() {
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = GatewayFixture.to(endpoint.url())) {
            assertThatThrownBy(() -> gateway.reload(settings(endpoint, "[ { audit: {} } ]")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(
                            "routes.all.filters[0].audit must have audit with a file at the top level, and "
                                    + "that since the start of the gateway");
        }
    }

    private void echoAll(GatewayFixture gateway) {
        List<RawPeer> clients =
                Stream.generate(() -> gateway.open("/chat")).limit(CLIENTS).toList();
        WireFrame[] burst =
                Stream.generate(() -> WireFrame.text("message")).limit(100).toArray(WireFrame[]::new);
        for (int sent = 0; sent < MESSAGES; sent += burst.length) {
            clients.forEach(client -> client.send(burst));
            for (RawPeer client : clients) {
                for (int i = 0; i < burst.length; i++) {
                    assertThat(client.next().text()).isEqualTo("message");
                }
            }
        }
        clients.forEach(RawPeer::close);
    }

    private static void awaitSome(GatewayFixture gateway) {
        Awaitility.await().until(() -> written(gateway) > 0);
    }

    private static double written(GatewayFixture gateway) {
        return Admin.of(gateway.gateway()).metric("tidegate_journal_lines_total{journal=\"audit\"}");
    }

    private static double lost(GatewayFixture gateway, String why) {
        return Admin.of(gateway.gateway())
                .metric("tidegate_journal_lost_total{journal=\"audit\",reason=\"" + why + "\"}");
    }

    private static void await(GatewayFixture gateway, String series, double value) {
        Awaitility.await(series)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Admin.of(gateway.gateway()).metric(series) == value);
    }

    private JournalLines audit() {
        return new JournalLines(folder.resolve("audit"));
    }

    private static String line(String from, String type, String rest) {
        return "{\"route\":\"all\",\"from\":\"" + from + "\",\"type\":\"" + type + "\"," + rest + "}";
    }

    private static GatewayFixture start(Settings settings) {
        return GatewayFixture.start(settings);
    }

    private Settings settings(RawEndpoint endpoint, String filters) {
        return settings(endpoint.url(), filters);
    }

    private Settings settings(String url, String filters) {
        return settings(url, filters, "{ file: \"%s\" }".formatted(folder.resolve("audit")));
    }

    private static Settings settings(String url, String filters, String file) {
        return Settings.to(url).route("filters", filters).gateway("audit", file).gateway("admin", Admin.ANY_PORT);
    }
}
