package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.admin.AdminServer;
import io.tidegate.config.AdminConfig;
import io.tidegate.config.AdminTlsConfig;
import io.tidegate.config.BindAddress;
import io.tidegate.config.ConfigException;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.JournalLines;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Who may do what by the admin API over HTTPS, and what is told of it. */
@Timeout(30)
class AdminCallersTest {
    private static final String VERA = "a-token-that-may-look";
    private static final String OLGA = "a-token-that-may-change";

    @TempDir
    private Path folder;

    private TestSite site;
    private EchoEndpoint endpoint;
    private GatewayFixture gateway;
    private HttpClient withCertificate;
    private HttpClient stranger;

    @BeforeEach
    void start() throws Exception {
        site = new TestSite();
        endpoint = new EchoEndpoint();
        gateway = GatewayFixture.start(settings("cn=LOCALHOST"));
        withCertificate = HttpClient.newBuilder().sslContext(site.context()).build();
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {site.trust()}, new SecureRandom());
        stranger = HttpClient.newBuilder().sslContext(trusting).build();
    }

    private Settings settings(String subject) {
        return Settings.to(endpoint.url()).gateway("admin", """
                        { address: "127.0.0.1:0", audit: { file: "%s" },
                          tls: { certificate: "%s", key: "%s", client-ca: "%s" },
                          tokens: [ { name: vera, token: %s, role: viewer }, { name: olga, token: %s, role: operator } ],
                          clients: [ { name: carl, subject: "%s", role: operator } ] }""".formatted(
                        journal(), site.certificate(), site.key(), site.authority(), VERA, OLGA, subject)
                .replace("\n", " "));
    }

    @AfterEach
    void stop() {
        withCertificate.close();
        stranger.close();
        gateway.close();
        endpoint.close();
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/sessions", "/api/v1/upstreams", "/api/v1/config", "/metrics", "/"})
    void aViewerMayLookAtEverything(String path) throws Exception {
        HttpResponse<String> answer = ask(stranger, VERA, "GET", path, null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(VERA, OLGA);
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/v1/sessions?all=true",
        "POST, /api/v1/reload",
        "POST, /api/v1/reload?dry-run=true",
        "PATCH, /api/v1/upstreams/chat/endpoints/x",
        "DELETE, /api/v1/bans?all=true",
        "PUT, /api/v1/what-may-come",
        "POST, /",
        "OPTIONS, /api/v1/sessions"
    })
    void whateverDoesNotOnlyReadIsForOperators(String method, String path) throws Exception {
        assertThat(ask(stranger, VERA, method, path, null).statusCode()).isEqualTo(403);
        assertThat(ask(stranger, OLGA, method, path, null).statusCode()).isNotIn(401, 403);
    }

    @Test
    void aCallerIsKnownByItsCertificateToo() throws Exception {
        assertThat(ask(withCertificate, null, "GET", "/api/v1/version", null).statusCode())
                .isEqualTo(200);
        assertThat(ask(withCertificate, null, "DELETE", "/api/v1/sessions?all=true", null)
                        .statusCode())
                .isEqualTo(202);
        assertThat(ask(stranger, null, "GET", "/api/v1/version", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aStrangerIsToldWhatIsWanted() throws Exception {
        assertThat(ask(stranger, null, "GET", "/api/v1/version", null).body())
                .contains("Bearer and a configured token, or a certificate of a configured client");

        gateway.close();
        gateway = GatewayFixture.start(settings("cn=somebody-else"));

        assertThat(ask(withCertificate, null, "GET", "/api/v1/version", null).body())
                .contains("The certificate's subject, CN=localhost, is that of no configured client.");
    }

    @Test
    void aWrongTokenIsNotMadeGoodByACertificate() throws Exception {
        assertThat(ask(withCertificate, OLGA + "x", "GET", "/api/v1/version", null)
                        .statusCode())
                .isEqualTo(401);
        assertThat(ask(withCertificate, VERA, "POST", "/api/v1/reload", null).statusCode())
                .isEqualTo(403);
    }

    @Test
    void everyChangeIsToldWithWhoWhatBeforeAndAfter() throws Exception {
        String id = endpoint.url().substring("ws://".length());
        String path = "/api/v1/upstreams/chat/endpoints/" + id;

        ask(stranger, VERA, "GET", "/api/v1/config", null);
        ask(stranger, "a-token-of-nobody-at-all", "DELETE", "/api/v1/sessions?all=true", null);
        ask(stranger, VERA, "PATCH", path, "{\"mode\":\"maintenance\"}");
        ask(stranger, OLGA, "PATCH", path, "{\"mode\":\"draining\"}");
        ask(withCertificate, null, "DELETE", "/api/v1/sessions?all=true&rate=10/s", null);

        new JournalLines(journal()).await(3);
        List<ObjectNode> lines = new JournalLines(journal()).now();
        assertThat(lines)
                .extracting(line -> text(line, "who") + " " + text(line, "role") + " " + text(line, "status"))
                .containsExactly("vera viewer 403", "olga operator 200", "carl operator 202");
        ObjectNode change = lines.get(1);
        assertThat(text(change, "client")).isEqualTo("127.0.0.1");
        assertThat(text(change, "method")).isEqualTo("PATCH");
        assertThat(text(change, "path")).isEqualTo(path);
        assertThat(change.path("before").path("mode").asString()).isEqualTo("ready");
        assertThat(change.path("after").path("mode").asString()).isEqualTo("draining");
        assertThat(lines.get(2).path("after").path("ending").asInt()).isZero();
        assertThat(text(lines.get(2), "query")).isEqualTo("all=true&rate=10/s");
        assertThat(lines).noneMatch(line -> line.toString().contains(OLGA));
    }

    @Test
    void theMetricsCountTheLines() throws Exception {
        ask(stranger, OLGA, "DELETE", "/api/v1/sessions?all=true", null);
        new JournalLines(journal()).await(1);

        assertThat(ask(stranger, VERA, "GET", "/metrics", null).body())
                .contains("tidegate_journal_lines_total{journal=\"admin-audit\"} 1.0");
    }

    @Test
    void aFileOfTlsThatCannotBeUsedIsToldByTheCheckAsAnyOther() {
        var files = new AdminTlsConfig(folder.resolve("missing.pem"), folder.resolve("missing.key"), null);
        var config = new AdminConfig(BindAddress.parse("127.0.0.1:0"), null, List.of(), files, List.of(), null, null);

        assertThatThrownBy(() -> AdminServer.check(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("admin.tls.certificate")
                .hasMessageContaining("admin.tls.key");
    }

    private Path journal() {
        return folder.resolve("admin.jsonl");
    }

    private static String text(ObjectNode line, String name) {
        return line.path(name).asString();
    }

    private HttpResponse<String> ask(
            HttpClient client, @Nullable String token, String method, String path, @Nullable String body)
            throws Exception {
        int port = Objects.requireNonNull(gateway.gateway().adminAddress()).getPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
