package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.e2e.peers.ClientKind;
import io.tidegate.e2e.peers.JettyServer;
import io.tidegate.e2e.peers.TestClient;
import io.tidegate.testing.Answers;
import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.FreePort;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** nginx and HAProxy before and behind the gateway. */
@Tag("interop")
@ExtendWith(NothingLeftBehind.class)
class LoadBalancersTest {
    private static final String REQUIRED = "{ mode: require, from: [ \"127.0.0.1/32\" ] }";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2"})
    void haproxyTellsTheClientsAddressByProxyProtocol(String option) throws IOException {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).listener("proxy-protocol", REQUIRED))) {
            int port = FreePort.next();
            String server = "server gateway 127.0.0.1:" + gateway.address().getPort() + " " + option;
            try (ForeignProgram _ = haproxy(port, "bind 127.0.0.1:" + port, server);
                    RawPeer client = RawPeer.connectFrom(
                            InetAddress.getByName("127.0.0.2"), new InetSocketAddress("127.0.0.1", port))) {
                client.send(Upgrade.to("/proxied").bytes());
                try (RawPeer upstream = endpoint.next()) {
                    assertThat(client.readHead().status()).isEqualTo(101);
                    assertThat(upstream.head().header("X-Forwarded-For")).isEqualTo("127.0.0.2");
                    assertThat(gateway.endings().soFar("/proxied")).isEmpty();
                }
            }
        }
    }

    @Test
    void haproxyTerminatesTls() throws Exception {
        try (TestSite site = new TestSite();
                var server = new JettyServer(null);
                var gateway = GatewayFixture.start(
                        Settings.to("ws://127.0.0.1:" + server.port()).listener("proxy-protocol", REQUIRED))) {
            Path pem = folder.resolve("site-and-key.pem");
            Files.writeString(pem, Files.readString(site.certificate()) + Files.readString(site.key()));
            int port = FreePort.next();
            String bind = "bind 127.0.0.1:" + port + " ssl crt " + pem;
            String line = "server gateway 127.0.0.1:" + gateway.address().getPort() + " send-proxy-v2";
            try (ForeignProgram _ = haproxy(port, bind, line)) {
                everyClientEchoes(URI.create("wss://127.0.0.1:" + port + "/"), site);
            }
        }
    }

    @Test
    void nginxTerminatesTlsInFront() throws Exception {
        try (TestSite site = new TestSite();
                var server = new JettyServer(null);
                var gateway = GatewayFixture.start(Settings.to("ws://127.0.0.1:" + server.port())
                        .listener("trusted-proxies", "[ \"127.0.0.1/32\" ]"))) {
            int port = FreePort.next();
            String tls = "ssl_certificate " + site.certificate() + "; ssl_certificate_key " + site.key() + ";";
            try (ForeignProgram _ = nginx(port, "ssl", tls, gateway.address().getPort())) {
                everyClientEchoes(URI.create("wss://127.0.0.1:" + port + "/"), site);
            }
        }
    }

    @Test
    void nginxInFrontTellsTheClientsAddress() throws IOException {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        Settings.to(endpoint.url()).listener("trusted-proxies", "[ \"127.0.0.1/32\" ]"))) {
            int port = FreePort.next();
            try (ForeignProgram _ = nginx(port, "", "", gateway.address().getPort());
                    RawPeer client = RawPeer.connectFrom(
                            InetAddress.getByName("127.0.0.2"), new InetSocketAddress("127.0.0.1", port))) {
                client.send(Upgrade.to("/forwarded").bytes());
                try (RawPeer upstream = endpoint.next()) {
                    assertThat(client.readHead().status()).isEqualTo(101);
                    assertThat(upstream.head().header("X-Forwarded-For")).isEqualTo("127.0.0.2, 127.0.0.1");
                    assertThat(upstream.head().header("X-Forwarded-Proto")).isEqualTo("https");
                }
            }
        }
    }

    @Test
    void nginxBehindTheGatewayPassesOnToWs() throws IOException {
        try (ForeignProgram ws = NpmWs.server(folder, NpmWs.PLAIN, null)) {
            int port = FreePort.next();
            try (ForeignProgram _ = nginx(port, "", "", NpmWs.portOf(ws));
                    var gateway = GatewayFixture.to("ws://127.0.0.1:" + port);
                    ForeignProgram client = NpmWs.client(
                            folder, "ws://127.0.0.1:" + gateway.address().getPort() + "/echo", NpmWs.PLAIN, null)) {
                client.awaitOutput("all well");

                ws.awaitOutput("closed 4001 done");
                gateway.awaitNoSession();
            }
        }
    }

    @Test
    void nginxWithoutItsServerIs502() throws IOException {
        int port = FreePort.next();
        try (ForeignProgram _ = nginx(port, "", "", FreePort.next());
                var gateway = GatewayFixture.to("ws://127.0.0.1:" + port);
                RawPeer client = RawPeer.connect(gateway.address())) {
            assertThat(client.send(Upgrade.to("/").bytes()).readHead().status()).isEqualTo(502);
        }
    }

    private static void everyClientEchoes(URI uri, TestSite site) {
        for (ClientKind kind : ClientKind.values()) {
            try (TestClient client = kind.open(uri, site)) {
                client.text("hello");
                assertThat(client.events().next()).isEqualTo("text hello");
                client.closing(4001, "done");
                assertThat(client.events().next()).startsWith("closed 4001");
            }
        }
    }

    private ForeignProgram haproxy(int port, String bind, String server) throws IOException {
        Path file = folder.resolve("haproxy-" + port + ".cfg");
        Files.writeString(file, """
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 1m
                  timeout server 1m
                listen gateway
                  %s
                  %s
                """.formatted(bind, server));
        List<String> command = List.of(ForeignProgram.installed("haproxy"), "-db", "-f", file.toString());
        return ForeignProgram.start(folder, command).awaitPort(port);
    }

    private ForeignProgram nginx(int port, String listenOption, String tls, int backend) throws IOException {
        Path file = folder.resolve("nginx-" + port + ".conf");
        Files.writeString(file, """
                daemon off; pid %1$s/nginx.pid; error_log %1$s/error.log;
                events { worker_connections 100; }
                http {
                  access_log off; client_body_temp_path %1$s/cb; proxy_temp_path %1$s/px;
                  fastcgi_temp_path %1$s/fc; uwsgi_temp_path %1$s/uw; scgi_temp_path %1$s/sc;
                  server {
                    listen 127.0.0.1:%2$d %3$s; %4$s
                    location / {
                      proxy_pass http://127.0.0.1:%5$d; proxy_http_version 1.1;
                      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";
                      proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto https;
                    }
                  }
                }
                """.formatted(folder, port, listenOption, tls, backend));
        List<String> command =
                List.of(ForeignProgram.installed("nginx"), "-p", folder.toString(), "-c", file.toString());
        return ForeignProgram.start(folder, command).awaitPort(port);
    }
}
