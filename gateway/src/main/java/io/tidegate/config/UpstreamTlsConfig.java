package io.tidegate.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards {@code wss} endpoints.
 *
 * @param verify whether the endpoint's certificate and name are verified; off only for tests
 * @param ca PEM file of the authorities to verify against; the JDK's where absent
 * @param serverName asked for (SNI) and verified in place of the endpoint's host
 * @param certificate PEM file of our own certificate, where endpoints ask for one
 * @param key PEM file of its key, PKCS#8
 */
public record UpstreamTlsConfig(
        @Default("true") boolean verify,
        @Nullable Path ca,
        @Nullable String serverName,
        @Nullable Path certificate,
        @Secret @Nullable Path key) {
    public UpstreamTlsConfig {
        Check.that((certificate == null) == (key == null), "certificate and key must be given together");
    }

    /** All that it names. */
    public List<Path> files() {
        return Stream.of(ca, certificate, key).filter(Objects::nonNull).toList();
    }

    /** Verified against the JDK's authorities, no certificate of our own. */
    public static UpstreamTlsConfig standard() {
        return new UpstreamTlsConfig(true, null, null, null, null);
    }
}
