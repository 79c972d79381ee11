package io.tidegate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.tidegate.config.ConfigException;
import io.tidegate.config.TlsConfig;
import io.tidegate.config.TlsConfig.CertificateConfig;
import io.tidegate.config.TlsConfig.ClientCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class ServerTlsTest {
    private static final List<String> BOTH = List.of("TLSv1.3", "TLSv1.2");

    @TempDir
    private Path folder;

    private PemFixture pem;
    private X509Bundle site;

    static Stream<TlsProvider> providers() {
        return Stream.of(TlsProvider.choose(), TlsProvider.jdk(null)).distinct();
    }

    @BeforeEach
    void issue() throws Exception {
        pem = new PemFixture(folder);
        site = pem.issue("first", "a.example");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void theCertificateFitsTheNameThatTheClientAsksFor(TlsProvider provider) throws Exception {
        TlsConfig config = new TlsConfig(
                List.of(
                        files("first", site),
                        files("wild", pem.issue("wild", "*.b.example", "b.example")),
                        files("common", pem.issue("c.example"))),
                BOTH,
                ClientCertificates.NONE,
                null);

        try (var server = new TlsEcho(ServerTls.load(config, provider))) {
            TlsClient client = new TlsClient(pem, server.port());
            assertThat(client.subject("a.example")).isEqualTo("CN=first");
            assertThat(client.subject("b.example")).isEqualTo("CN=wild");
            assertThat(client.subject("x.b.example")).isEqualTo("CN=wild");
            assertThat(client.subject("X.B.Example")).isEqualTo("CN=wild");
            assertThat(client.subject("x.y.b.example")).isEqualTo("CN=first");
            assertThat(client.subject("c.example")).isEqualTo("CN=c.example");
            assertThat(client.subject("unknown.example")).isEqualTo("CN=first");
            assertThat(client.subject(null)).isEqualTo("CN=first");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void onlyTheConfiguredVersionsAreSpoken(TlsProvider provider) throws Exception {
        TlsConfig old = new TlsConfig(List.of(files("first", site)), List.of("TLSv1.2"), ClientCertificates.NONE, null);

        try (var server = new TlsEcho(ServerTls.load(old, provider))) {
            TlsClient client = new TlsClient(pem, server.port());
            assertThat(client.handshake("a.example").getProtocol()).isEqualTo("TLSv1.2");
            client.protocols("TLSv1.3");
            assertThatThrownBy(() -> client.handshake("a.example")).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void http11IsChosenAndHttp2IsNot(TlsProvider provider) throws Exception {
        try (var server = new TlsEcho(ServerTls.load(config(ClientCertificates.NONE), provider))) {
            TlsClient client = new TlsClient(pem, server.port());
            assertThat(client.applicationProtocol("h2", "http/1.1")).isEqualTo("http/1.1");
            assertThat(client.applicationProtocol("h2")).isEmpty();
            assertThat(client.applicationProtocol()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aClientCertificateIsVerifiedIfItIsShown(TlsProvider provider) throws Exception {
        X509Bundle stranger = new PemFixture(folder).issue("stranger");

        try (var server = new TlsEcho(ServerTls.load(config(ClientCertificates.OPTIONAL), provider))) {
            TlsClient client = new TlsClient(pem, server.port());
            assertThat(client.echo("a")).isEqualTo("a");
            client.shows(pem.issue("user"));
            assertThat(client.echo("b")).isEqualTo("b");
            assertThat(server.awaitPeers(2)).containsExactly("none", "CN=user");
            client.shows(stranger);
            assertThatThrownBy(() -> client.echo("c")).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aClientCertificateIsRequiredWhereConfigured(TlsProvider provider) throws Exception {
        try (var server = new TlsEcho(ServerTls.load(config(ClientCertificates.REQUIRED), provider))) {
            TlsClient client = new TlsClient(pem, server.port());
            assertThatThrownBy(() -> client.echo("a")).isInstanceOf(IOException.class);
            client.shows(pem.issue("user"));
            assertThat(client.echo("b")).isEqualTo("b");
            assertThat(server.awaitPeers(1)).containsExactly("CN=user");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aSessionIsResumedAndStillKnowsTheClientsCertificate(TlsProvider provider) throws Exception {
        for (String version : BOTH) {
            try (var server = new TlsEcho(ServerTls.load(config(ClientCertificates.REQUIRED), provider))) {
                TlsClient client = new TlsClient(pem, server.port());
                client.protocols(version);
                client.shows(pem.issue("user"));
                client.echo("a");
                SSLSession first = client.session();
                client.echo("b");

                assertThat(client.session().getCreationTime()).as(version).isEqualTo(first.getCreationTime());
                assertThat(server.awaitPeers(2)).containsExactly("CN=user", "CN=user");
            }
        }
    }

    @Test
    void aFileThatCannotBeUsedIsNamedByItsPlaceInTheConfiguration() throws Exception {
        List<CertificateConfig> certificates = new ArrayList<>(List.of(files("first", site)));
        Path missing = folder.resolve("none.key");
        certificates.add(new CertificateConfig(certificates.getFirst().certificate(), missing));

        assertThatThrownBy(() -> ServerTls.load(new TlsConfig(certificates, BOTH, ClientCertificates.NONE, null)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("tls.certificates[1].key must be a PEM file, got " + missing + ", which does not exist");
        assertThatThrownBy(() -> ServerTls.load(new TlsConfig(
                        List.of(files("first", site)), BOTH, ClientCertificates.OPTIONAL, pem.keyFile("x", site))))
                .hasMessageStartingWith("tls.client-ca must be a PEM file, got ")
                .hasMessageEndingWith("which has no certificate in it");
    }

    private TlsConfig config(ClientCertificates wanted) throws IOException {
        Path authority = wanted == ClientCertificates.NONE ? null : pem.authorityFile();
        return new TlsConfig(List.of(files("first", site)), BOTH, wanted, authority);
    }

    private CertificateConfig files(String name, X509Bundle bundle) throws IOException {
        return new CertificateConfig(pem.chainFile(name, bundle), pem.keyFile(name, bundle));
    }
}
