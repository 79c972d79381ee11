package io.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.transport.PemFixture;
import java.nio.file.Path;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class EndpointCheckTlsTest {
    private final SingleChecks checks = new SingleChecks();

    @TempDir
    private Path folder;

    private PemFixture pem;

    @BeforeEach
    void makeAuthority() throws Exception {
        pem = new PemFixture(folder);
    }

    @AfterEach
    void close() {
        checks.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http", "websocket"})
    void everyTypeHasTheAuthorityAndTheCertificateOfTheTraffic(String type) throws Exception {
        X509Bundle own = pem.issue("tidegate");
        String tls = "tls: { ca: \"%s\", certificate: \"%s\", key: \"%s\" }"
                .formatted(pem.authorityFile(), pem.chainFile("own", own), pem.keyFile("own", own));
        RawEndpoint.Answer answer = switch (type) {
            case "tcp" -> RawPeer::drain;
            case "http" -> Answers.status(200, "");
            default ->
                peer -> {
                    Answers.accept().to(peer);
                    EchoEndpoint.echo(peer);
                };
        };

        try (var endpoint = new RawEndpoint(answer, server("ip:127.0.0.1"))) {
            assertThat(checks.check(endpoint.url(), "{ type: " + type + " }", tls))
                    .isEqualTo(SingleChecks.PASSED);
        }
    }

    @ParameterizedTest
    @CsvSource({"tcp, other.example, true", "http, 127.0.0.1, false"})
    void whomTheTrafficWouldNotTrustTheCheckDoesNotEither(String type, String name, boolean trusted) throws Exception {
        String tls = trusted ? "tls: { ca: \"" + pem.authorityFile() + "\" }" : "tls: {}";

        try (var endpoint = new RawEndpoint(RawPeer::readHead, server(trusted ? name : "ip:" + name))) {
            assertThat(checks.check(endpoint.url(), "{ type: " + type + " }", tls))
                    .startsWith(type + ": TLS failed: ");
        }
    }

    @Test
    void anEndpointThatDoesNotSpeakTlsFails() throws Exception {
        try (var silent = new RawEndpoint(peer -> {});
                var plain = new RawEndpoint(peer -> peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            assertThat(checks.check(silent.url().replace("ws:", "wss:"), "{ type: tcp, timeout: 300ms }"))
                    .isEqualTo("tcp: no TLS handshake within 300ms");
            assertThat(checks.check(plain.url().replace("ws:", "wss:"), "{ type: tcp }"))
                    .startsWith("tcp: TLS failed: ");
        }
    }

    /** Trusts clients of the authority. */
    private SSLContext server(String... names) throws Exception {
        X509Bundle bundle = pem.issue("server", names);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                bundle.toKeyManagerFactory().getKeyManagers(),
                new TrustManager[] {bundle.toTrustManager()},
                new SecureRandom());
        return context;
    }
}
