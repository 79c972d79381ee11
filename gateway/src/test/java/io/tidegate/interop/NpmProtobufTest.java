package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.Settings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** npm {@code protobufjs} on the side that speaks Protobuf, whichever that is; it reads the types' own file, not the descriptor set. */
@Tag("interop")
@ExtendWith(NothingLeftBehind.class)
class NpmProtobufTest {
    private static final Path TYPES = Path.of("src/test/resources/protobuf").toAbsolutePath();

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "client speaks {0}, compression {1}")
    @CsvSource({"json, false", "json, true", "binary, false", "binary, true"})
    void allThatJsonAndProtobufCanSayIsTranslatedBothWays(String format, boolean compressed) {
        String deflate = compressed ? "{\"threshold\":0}" : "false";
        try (ForeignProgram server = ForeignProgram.start(folder, peer("server", other(format), deflate))
                        .awaitOutput("listening on");
                var gateway = GatewayFixture.start(settings(server, format));
                ForeignProgram client = ForeignProgram.start(folder, peer("client", format, deflate, url(gateway)))) {
            client.awaitOutput("all well: ");

            String agreed = compressed ? "connected permessage-deflate." : "connected .";
            assertThat(client.output()).contains(agreed);
            assertThat(server.output()).contains(agreed).doesNotContain("AssertionError");
            gateway.awaitNoSession();
        }
    }

    private static String other(String format) {
        return format.equals("json") ? "binary" : "json";
    }

    private static List<String> peer(String... arguments) {
        List<String> command = NpmWs.script("protobuf-peer.mjs");
        command.addAll(List.of(arguments));
        return command;
    }

    private static Settings settings(ForeignProgram server, String client) {
        String everything = "{ type: test.Everything }";
        return Settings.to("ws://127.0.0.1:" + NpmWs.portOf(server))
                .route(
                        "filters",
                        "[ { protobuf: { descriptors: \"%s\", client: %s, to-endpoint: %s, to-client: %s } } ]"
                                .formatted(TYPES.resolve("everything.binpb"), client, everything, everything))
                .route("compression", "{ min-size: 1B }");
    }

    private static String url(GatewayFixture gateway) {
        return "ws://127.0.0.1:" + gateway.address().getPort() + "/";
    }
}
