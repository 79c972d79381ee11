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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** npm {@code ws} on either side. */
@Tag("interop")
@ExtendWith(NothingLeftBehind.class)
class NpmWsTest {
    @TempDir
    Path folder;

    @Test
    void wsTalksToWs() {
        try (ForeignProgram server = NpmWs.server(folder, null);
                var gateway = GatewayFixture.to("ws://127.0.0.1:" + NpmWs.portOf(server));
                ForeignProgram client = NpmWs.client(folder, url("ws", gateway), null)) {
            client.awaitOutput("all well");

            server.awaitOutput("closed 4001 done").awaitOutput("closed 4002 asked");
            gateway.awaitNoSession();
        }
    }

    @Test
    void wsTalksToWsOverTls() {
        try (TestSite site = new TestSite();
                ForeignProgram server = NpmWs.server(folder, site);
                var gateway = GatewayFixture.start(secure(site, server));
                ForeignProgram client = NpmWs.client(folder, url("wss", gateway), site)) {
            client.awaitOutput("all well");

            server.awaitOutput("closed 4001 done").awaitOutput("closed 4002 asked");
            gateway.awaitNoSession();
        }
    }

    @Test
    void everyOtherClientTalksToWs() {
        try (ForeignProgram server = NpmWs.server(folder, null);
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

    private static Settings secure(TestSite site, ForeignProgram server) {
        return Settings.to("wss://127.0.0.1:" + NpmWs.portOf(server))
                .upstream("tls", "{ ca: \"" + site.authority() + "\" }")
                .listener("tls", site.listenerTls());
    }

    private static String url(String scheme, GatewayFixture gateway) {
        return scheme + "://127.0.0.1:" + gateway.address().getPort() + "/echo";
    }
}
