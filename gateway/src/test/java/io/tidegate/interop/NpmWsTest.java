package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.e2e.peers.ClientKind;
import io.tidegate.e2e.peers.TestClient;
import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** npm {@code ws} on either side. */
@Tag("interop")
@ExtendWith(NothingLeftBehind.class)
class NpmWsTest {
    @TempDir
    Path folder;

    @Test
    void wsTalksToWs() {
        try (ForeignProgram server = NpmWs.server(folder, NpmWs.PLAIN, null);
                var gateway = GatewayFixture.to("ws://127.0.0.1:" + NpmWs.portOf(server));
                ForeignProgram client = NpmWs.client(folder, url("ws", gateway), NpmWs.PLAIN, null)) {
            client.awaitOutput("all well");

            server.awaitOutput("closed 4001 done").awaitOutput("closed 4002 asked");
            gateway.awaitNoSession();
        }
    }

    @Test
    void wsTalksToWsOverTls() {
        try (TestSite site = new TestSite();
                ForeignProgram server = NpmWs.server(folder, NpmWs.PLAIN, site);
                var gateway = GatewayFixture.start(secure(site, server));
                ForeignProgram client = NpmWs.client(folder, url("wss", gateway), NpmWs.PLAIN, site)) {
            client.awaitOutput("all well");

            server.awaitOutput("closed 4001 done").awaitOutput("closed 4002 asked");
            gateway.awaitNoSession();
        }
    }

    @Test
    void everyOtherClientTalksToWs() {
        try (ForeignProgram server = NpmWs.server(folder, NpmWs.PLAIN, null);
                var gateway = GatewayFixture.to("ws://127.0.0.1:" + NpmWs.portOf(server))) {
            for (ClientKind kind : ClientKind.values()) {
                try (TestClient client = kind.open(URI.create(url("ws", gateway)), null)) {
                    client.text("hello");
                    assertThat(client.events().next()).isEqualTo("text hello");
                    client.text("close");
                    assertThat(client.events().next()).isEqualTo("closed 4002 asked");
                }
            }
            gateway.awaitNoSession();
        }
    }

    /**
     * What compression may be like.
     *
     * @param takeover of the route
     * @param server options of {@code ws}, and {@code client} as well
     * @param withServer what is agreed on there, and {@code withClient} as well
     */
    record Deflate(boolean takeover, String server, String client, String withServer, String withClient) {}

    private static Stream<Deflate> everyKindOfCompression() {
        String windows = "{\"serverMaxWindowBits\":10,\"clientMaxWindowBits\":9}";
        String others = "{\"serverMaxWindowBits\":9,\"clientMaxWindowBits\":10}";
        String serverForgets = "{\"serverNoContextTakeover\":true}";
        String clientForgets = "{\"clientNoContextTakeover\":true}";
        String none = "; server_no_context_takeover; client_no_context_takeover";
        return Stream.of(
                new Deflate(true, "{}", "{}", "", ""),
                new Deflate(false, "{}", "{}", none, none),
                new Deflate(
                        true,
                        windows,
                        others,
                        "; client_max_window_bits=9; server_max_window_bits=10",
                        "; server_max_window_bits=9; server_no_context_takeover"),
                new Deflate(
                        false,
                        windows,
                        others,
                        "; client_max_window_bits=9" + none + "; server_max_window_bits=10",
                        "; server_max_window_bits=9" + none),
                new Deflate(
                        true,
                        serverForgets,
                        clientForgets,
                        "; server_no_context_takeover",
                        "; client_no_context_takeover"),
                new Deflate(
                        true,
                        clientForgets,
                        serverForgets,
                        "; client_no_context_takeover",
                        "; server_no_context_takeover"));
    }

    @ParameterizedTest
    @MethodSource("everyKindOfCompression")
    void wsTalksToWsWhereMessagesAreReadAndCompressed(Deflate as) {
        try (ForeignProgram server = NpmWs.server(folder, as.server(), null);
                var gateway = GatewayFixture.start(reading(server, as.takeover()));
                ForeignProgram client = NpmWs.client(folder, url("ws", gateway), as.client(), null)) {
            client.awaitOutput("all well");

            server.awaitOutput("closed 4001 done").awaitOutput("closed 4002 asked");
            assertThat(server.output()).contains("agreed on permessage-deflate" + as.withServer() + ".");
            assertThat(client.output()).contains("agreed on permessage-deflate" + as.withClient() + ".");
            gateway.awaitNoSession();
        }
    }

    private static Settings reading(ForeignProgram server, boolean takeover) {
        return Settings.to("ws://127.0.0.1:" + NpmWs.portOf(server))
                .route("filters", "[ { patterns: { from: both, max-size: 2MiB, binary: allow, starter: [ sql ] } } ]")
                .route("compression", "{ min-size: 64B, takeover: " + takeover + " }");
    }

    private static Settings secure(TestSite site, ForeignProgram server) {
        return Settings.to("wss://127.0.0.1:" + NpmWs.portOf(server))
                .upstream("tls", "{ ca: \"" + site.authority() + "\" }")
                .listener("tls", site.listenerTls());
    }

    private static String url(String scheme, GatewayFixture gateway) {
        return scheme + "://127.0.0.1:" + gateway.address().getPort() + "/echo";
    }
}
