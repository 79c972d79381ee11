package io.tidegate.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a listener.
 *
 * @param certificates served by the name that the client asks for (SNI); the first one where none fits; at least one
 * @param protocols versions offered, of {@code TLSv1.2} and {@code TLSv1.3}
 * @param clientCertificates whether a client must, may or need not show a certificate
 * @param clientCa PEM file of the authorities that client certificates are verified against
 */
public record TlsConfig(
        List<CertificateConfig> certificates,
        @Default("[TLSv1.3, TLSv1.2]") List<String> protocols,
        @Default("none") ClientCertificates clientCertificates,
        @Nullable Path clientCa) {

    /** Whether a client shows a certificate. */
    public enum ClientCertificates {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /**
     * A certificate and its key, PEM files; relative paths start at the configuration file's folder.
     *
     * @param certificate the chain, the site's own first
     * @param key PKCS#8, not encrypted
     */
    public record CertificateConfig(
            Path certificate, @Secret Path key) {}

    public TlsConfig {
        certificates = List.copyOf(certificates);
        protocols = List.copyOf(protocols);
        Check.that(!certificates.isEmpty(), "certificates must list at least one certificate and key");
        Check.that(!protocols.isEmpty(), "protocols must list TLSv1.2, TLSv1.3 or both");
        for (String protocol : protocols) {
            Check.that(
                    protocol.equals("TLSv1.2") || protocol.equals("TLSv1.3"),
                    "protocols must be TLSv1.2 or TLSv1.3, got " + protocol);
        }
        Check.that(
                (clientCertificates == ClientCertificates.NONE) == (clientCa == null),
                "client-ca must be given if client-certificates is optional or required, and only then");
    }

    /** All that it names. */
    public List<Path> files() {
        Stream<Path> pairs = certificates.stream().flatMap(pair -> Stream.of(pair.certificate(), pair.key()));
        return Stream.concat(pairs, Stream.ofNullable(clientCa)).toList();
    }
}
