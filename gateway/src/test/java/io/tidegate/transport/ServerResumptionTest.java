package io.tidegate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.tidegate.config.TlsConfig;
import io.tidegate.config.TlsConfig.CertificateConfig;
import io.tidegate.config.TlsConfig.ClientCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class ServerResumptionTest {
    private static final List<String> BOTH = List.of("TLSv1.3", "TLSv1.2");

    /** That BoringSSL hands out for each connection of TLS 1.3; the JDK's client uses the oldest first. */
    private static final int TICKETS = 2;

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.now());
    private PemFixture pem;
    private CertificateConfig site;

    static Stream<TlsProvider> providers() {
        return Stream.of(TlsProvider.choose(), TlsProvider.jdk(null)).distinct();
    }

    @BeforeEach
    void issue() throws Exception {
        pem = new PemFixture(folder);
        X509Bundle bundle = pem.issue("site", "a.example");
        site = new CertificateConfig(pem.chainFile("site", bundle), pem.keyFile("site", bundle));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aSessionIsResumedAndItsBytesStayInOrder(TlsProvider provider) throws Exception {
        String big = "0123456789abcdef".repeat(1 << 16);
        for (String version : BOTH) {
            try (var server = new TlsEcho(load(provider, ClientCertificates.NONE))) {
                TlsClient client = client(server.port(), version);
                assertThat(client.echo(big)).isEqualTo(big);
                SSLSession first = client.session();

                assertThat(client.echo(big)).isEqualTo(big);

                assertThat(resumed(client, first)).as(version).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aSessionOfAnotherListenerDoesNotSpareTheClientItsCertificate(TlsProvider provider) throws Exception {
        for (String version : BOTH) {
            TlsClient client;
            int port;
            try (var open = new TlsEcho(load(provider, ClientCertificates.NONE))) {
                port = open.port();
                client = client(port, version);
                client.echo("a");
            }

            try (var guarded = new TlsEcho(load(provider, ClientCertificates.REQUIRED), port)) {
                assertThatThrownBy(() -> client.echo("b"), version).isInstanceOf(IOException.class);
                client.shows(pem.issue("user"));
                client.echo("c");
                assertThat(guarded.awaitPeers(1)).containsExactly("CN=user");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aSessionWithoutACertificateStaysWithoutOne(TlsProvider provider) throws Exception {
        for (String version : BOTH) {
            try (var server = new TlsEcho(load(provider, ClientCertificates.OPTIONAL))) {
                TlsClient client = client(server.port(), version);
                client.echo("a");
                SSLSession first = client.session();
                client.echo("b");

                assertThat(resumed(client, first)).as(version).isTrue();
                assertThat(server.awaitPeers(2)).containsExactly("none", "none");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aSessionIsRefusedOnceTheClientsCertificateHasExpired(TlsProvider provider) throws Exception {
        for (String version : BOTH) {
            Instant end = Instant.now().plus(TicketKeys.PERIOD.dividedBy(2));
            clock.set(Instant.now());
            try (var server = new TlsEcho(load(provider, ClientCertificates.REQUIRED))) {
                TlsClient client = client(server.port(), version);
                client.shows(pem.issueUntil(end, "user"));
                client.echo("a");
                clock.set(end.plusSeconds(1));

                assertThatThrownBy(() -> client.echo("b"), version).isInstanceOf(IOException.class);
                assertThat(server.awaitPeers(1)).containsExactly("CN=user");
            }
        }
    }

    @ParameterizedTest
    @FieldSource("BOTH")
    void aTicketIsGoodForOnePeriodOfTheKeysAtLeastAndTwoAtMost(String version) throws Exception {
        TlsProvider provider = TlsProvider.choose();
        Assumptions.assumeFalse(provider.equals(TlsProvider.jdk(provider.note())), "the JDK has keys of its own");
        try (var server = new TlsEcho(load(provider, ClientCertificates.NONE))) {
            TlsClient client = client(server.port(), version);
            TlsClient other = client(server.port(), version);
            client.echo("a");
            other.echo("a");
            SSLSession first = client.session();
            SSLSession firstOfOther = other.session();

            clock.updateAndGet(now -> now.plus(TicketKeys.PERIOD)); // a new key comes
            for (int ticket = 0; ticket < TICKETS; ticket++) {
                client.echo("b");
                assertThat(resumed(client, first)).isTrue();
            }

            clock.updateAndGet(now -> now.plus(TicketKeys.PERIOD)); // the first one goes
            client.echo("c");
            other.echo("c");
            assertThat(resumed(client, first)).isTrue(); // its tickets were exchanged
            assertThat(resumed(other, firstOfOther)).isFalse();

            SSLSession second = other.session();
            clock.updateAndGet(now -> now.plus(TicketKeys.PERIOD.multipliedBy(2))); // without a handshake between
            other.echo("d");
            assertThat(resumed(other, second)).isFalse();

            SSLSession third = other.session();
            clock.updateAndGet(now -> now.minus(Duration.ofDays(365))); // set right
            other.echo("e");
            assertThat(resumed(other, third)).isFalse();
            SSLSession fourth = other.session();
            other.echo("f");
            assertThat(resumed(other, fourth)).isTrue();
        }
    }

    private ServerTls load(TlsProvider provider, ClientCertificates wanted) throws IOException {
        Path authority = wanted == ClientCertificates.NONE ? null : pem.authorityFile();
        return ServerTls.load(new TlsConfig(List.of(site), BOTH, wanted, authority), provider, clock::get);
    }

    private TlsClient client(int port, String version) throws Exception {
        TlsClient client = new TlsClient(pem, port);
        client.protocols(version);
        return client;
    }

    /** Whether the client's last session goes back to {@code first}. */
    private static boolean resumed(TlsClient client, SSLSession first) {
        return client.session().getCreationTime() == first.getCreationTime();
    }
}
