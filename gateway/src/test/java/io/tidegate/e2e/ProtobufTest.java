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
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The translation between Protobuf and JSON, on sockets. */
@ExtendWith(NothingLeftBehind.class)
class ProtobufTest {
    private static final Path SETS = Path.of("src/test/resources/protobuf");

    @TempDir
    private Path folder;

    @Test
    void aClientSpeaksJsonAndItsEndpointProtobuf() {
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = GatewayFixture.start(settings(endpoint, SETS.resolve("chat.binpb"), ""));
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("{\"say\":{\"room\":\"lobby\",\"id\":\"9007199254740993\"}}"));
            upstream.send(WireFrame.binary(hex("12070a056c6f626279")));

            assertThat(upstream.next().unmasked())
                    .isEqualTo(WireFrame.binary(hex("0a100a056c6f6262791881808080808080" + "10")));
            assertThat(client.next()).isEqualTo(WireFrame.text("{\"join\":{\"room\":\"lobby\"}}"));
        }
    }

    @Test
    void aFaultEndsItsOwnSessionAndNoOther() {
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = GatewayFixture.start(settings(endpoint, SETS.resolve("chat.binpb"), ""));
                RawPeer other = gateway.open("/other");
                RawPeer ofOther = endpoint.next();
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            upstream.send(WireFrame.binary(hex("12070a")));

            assertThat(upstream.next().closeCode()).isEqualTo(1007);
            assertThat(client.next().closeCode()).isEqualTo(1011);
            client.send(WireFrame.close(1011, ""));
            upstream.finish(WireFrame.close(1007, ""));
            assertThat(gateway.ending("/chat"))
                    .isEqualTo(new Ending(Phase.RELAY, Cause.INVALID, 1011, "endpoint: message is not valid"));
            other.send(WireFrame.text("{\"join\":{}}"));
            assertThat(ofOther.next().payload()).isEqualTo(hex("1200"));
        }
    }

    @Test
    void compressionOnEitherLegChangesNothing() {
        try (RawEndpoint endpoint = new RawEndpoint(
                        Answers.accept(
                                "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover"));
                GatewayFixture gateway = GatewayFixture.start(
                        settings(endpoint, SETS.resolve("chat.binpb"), "").route("compression", "{ min-size: 1KiB }"));
                RawPeer client = RawPeer.open(
                        gateway.address(), Upgrade.to("/chat").with("Sec-WebSocket-Extensions", "permessage-deflate"));
                RawPeer upstream = endpoint.next()) {
            client.send(Deflated.text("{\"join\":{\"room\":\"" + "a".repeat(2000) + "\"}}"));

            WireFrame message = upstream.next();
            assertThat(message.payload().length).isLessThan(100);
            upstream.send(message.unmasked());
            assertThat(client.next().payload().length).isLessThan(100);
        }
    }

    @Test
    void otherTypesInTheSameFileAreTakenByAReload() throws IOException {
        Path types = Files.copy(SETS.resolve("everything.binpb"), folder.resolve("types.binpb"));
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept())) {
            Settings settings = Settings.to(endpoint.url())
                    .route(
                            "filters",
                            "[ { protobuf: { descriptors: \"%s\", to-endpoint: { type: google.protobuf.Timestamp } } } ]"
                                    .formatted(types));
            try (GatewayFixture gateway = GatewayFixture.start(settings);
                    RawPeer client = gateway.open("/chat");
                    RawPeer upstream = endpoint.next()) {
                assertThat(gateway.reload(settings).changes()).isEmpty();
                Files.write(types, Files.readAllBytes(SETS.resolve("chat.binpb")));

                assertThat(gateway.reload(settings).changes()).hasSize(1);

                client.send(WireFrame.text("\"1970-01-01T00:00:02Z\""));
                assertThat(upstream.next().payload()).isEqualTo(hex("0802"));
            }
        }
    }

    private static Settings settings(RawEndpoint endpoint, Path types, String more) {
        String envelope = "{ oneof: chat.Envelope }";
        return Settings.to(endpoint.url())
                .route(
                        "filters",
                        "[ { protobuf: { descriptors: \"%s\", to-endpoint: %s, to-client: %s%s } } ]"
                                .formatted(types, envelope, envelope, more));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
