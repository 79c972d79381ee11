package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The built-in filters that judge content, on sockets. */
@ExtendWith(NothingLeftBehind.class)
class ContentFiltersTest {
    @TempDir
    private Path folder;

    @Test
    void onlyWhatIsValidByItsSchemaReachesTheEndpoint() throws IOException {
        Path schema = Files.writeString(folder.resolve("say.json"), "{\"required\":[\"text\"]}");
        String json =
                "{ json: { type: /type, schemas: { say: \"%s\" }, on-fault: reply, reply: '\"{rule} {pointer}\"' } }"
                        .formatted(schema);
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway =
                        GatewayFixture.start(Settings.to(endpoint.url()).route("filters", "[ " + json + " ]"));
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("{\"type\":\"say\"}"), WireFrame.text("{\"type\":\"sing\"}"))
                    .send(WireFrame.text("{\"a\":" + "[".repeat(100_000)), WireFrame.binary((byte) 1))
                    .send(WireFrame.text("{\"type\":\"say\",\"text\":\"hi\"}"));

            assertThat(upstream.next().text()).isEqualTo("{\"type\":\"say\",\"text\":\"hi\"}");
            assertThat(client.next().text()).isEqualTo("\"required \"");
            assertThat(client.next().text()).isEqualTo("\"unknown-type /type\"");
            assertThat(client.next().text()).isEqualTo("\"max-depth /a" + "/0".repeat(31) + "\"");
            assertThat(client.next().text()).isEqualTo("\"binary \"");
            upstream.send(WireFrame.text("not judged"));
            assertThat(client.next().text()).isEqualTo("not judged");
        }
    }

    @Test
    void whatIsDeniedStaysOutAndWhatIsSecretIsBlottedOutInBothDirections() {
        String patterns =
                "{ patterns: { from: both, deny: [ { name: bad, pattern: evil } ], redact: [ { at: /secret } ] } }";
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway =
                        GatewayFixture.start(Settings.to(endpoint.url()).route("filters", "[ " + patterns + " ]"));
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("{\"secret\":\"x\", \"n\":1.0}"));
            upstream.send(WireFrame.text("{\"n\": \"ü\", \"secret\":[1]}"));
            assertThat(upstream.next().text()).isEqualTo("{\"secret\":\"***\", \"n\":1.0}");
            assertThat(client.next().text()).isEqualTo("{\"n\": \"ü\", \"secret\":\"***\"}");

            client.send(WireFrame.text("[\"\\u0065vil\"]"));

            assertThat(client.next().closeCode()).isEqualTo(1008);
            assertThat(upstream.next().closeCode()).isEqualTo(1001);
        }
    }

    @Test
    void anIdIsPutIntoWhatHasNoneOnItsWayToEitherSide() {
        String correlation = "{ correlation: { from: both, at: /id, missing: generate } }";
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway =
                        GatewayFixture.start(Settings.to(endpoint.url()).route("filters", "[ " + correlation + " ]"));
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("{\"n\": \"ü\"}"), WireFrame.text("{\"id\":7}"), WireFrame.text("{}"));
            upstream.send(WireFrame.text("{\"n\":1}"));

            assertThat(upstream.next().text()).matches("\\{\"n\": \"ü\",\"id\":\"[0-9a-f]{32}\"}");
            assertThat(upstream.next().text()).isEqualTo("{\"id\":7}");
            assertThat(upstream.next().text()).matches("\\{\"id\":\"[0-9a-f]{32}\"}");
            assertThat(client.next().text()).matches("\\{\"n\":1,\"id\":\"[0-9a-f]{32}\"}");
        }
    }

    @Test
    void aSchemaThatTurnsInACircleHarmsOnlyTheSessionThatGoesThere() throws IOException {
        Path schema = Files.writeString(
                folder.resolve("circle.json"),
                "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/loop\"}},\"$defs\":{\"loop\":{\"allOf\":[{\"$ref\":\"#/$defs/loop\"}]}}}");
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ { json: { schemas: { default: \"%s\" } } } ]".formatted(schema)));
                RawPeer other = gateway.open("/other");
                RawPeer ofOther = endpoint.next();
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("{\"a\":1}"));

            WireFrame close = client.next();
            assertThat(close.closeCode()).isEqualTo(1007);
            assertThat(close.closeReason()).isEqualTo("message is not valid");
            assertThat(upstream.next().closeCode()).isEqualTo(1001);
            client.send(WireFrame.close(1007, ""));
            upstream.finish(WireFrame.close(1001, ""));
            assertThat(gateway.ending("/chat"))
                    .isEqualTo(new Ending(Phase.RELAY, Cause.INVALID, 1007, "message is not valid"));
            other.send(WireFrame.text("{\"b\":1}"));
            assertThat(ofOther.next().text()).isEqualTo("{\"b\":1}");
        }
    }

    @Test
    void anotherSchemaInTheSameFileIsTakenByAReload() throws IOException {
        Path schema = Files.writeString(folder.resolve("any.json"), "{\"maximum\":5}");
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept())) {
            Settings settings = Settings.to(endpoint.url())
                    .route("filters", "[ { json: { schemas: { default: \"%s\" } } } ]".formatted(schema));
            try (GatewayFixture gateway = GatewayFixture.start(settings);
                    RawPeer client = gateway.open("/chat");
                    RawPeer upstream = endpoint.next()) {
                client.send(WireFrame.text("4"));
                assertThat(upstream.next().text()).isEqualTo("4");
                Files.writeString(schema, "{\"maximum\":3}");
                gateway.reload(settings);

                client.send(WireFrame.text("4"));

                assertThat(client.next().closeCode()).isEqualTo(1007);
            }
        }
    }
}
