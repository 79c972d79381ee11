package io.tidegate.upstream;

import io.tidegate.config.CircuitBreakerConfig;
import io.tidegate.config.ConfigException;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.transport.ClientTls;
import io.tidegate.transport.FileDigest;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of an upstream and what is made of it once. Shared.
 *
 * @param tls for the endpoints that speak TLS; null if none does
 * @param tlsFiles what stood in the files of {@code tls} just before they were read
 * @param sticky null if none is configured
 * @param breaker null if none is configured
 */
record UpstreamSetup(
        UpstreamConfig config,
        SourceAddresses sources,
        @Nullable ClientTls tls,
        FileDigest tlsFiles,
        @Nullable StickyCookie sticky,
        @Nullable Breaker breaker) {

    /**
     * @param before what is configured equally stays the same object
     * @throws ConfigException for a TLS file or a source address that cannot be used
     */
    static UpstreamSetup of(UpstreamConfig config, @Nullable UpstreamSetup before) {
        FileDigest tlsFiles = FileDigest.of(config.tls().files());
        return new UpstreamSetup(
                config,
                new SourceAddresses(config.name(), config.source()),
                tls(config, tlsFiles, before),
                tlsFiles,
                config.sticky() == null ? null : new StickyCookie(config.name(), config.sticky()),
                breaker(config, before));
    }

    /** The same as before if nothing of it changed, so that TLS sessions can still be resumed. */
    private static @Nullable ClientTls tls(UpstreamConfig config, FileDigest files, @Nullable UpstreamSetup before) {
        return before != null
                        && config.tls().equals(before.config().tls())
                        && files.equals(before.tlsFiles())
                        && speaksTls(config) == speaksTls(before.config())
                ? before.tls()
                : loadTls(config);
    }

    /** Null where no endpoint speaks TLS. */
    static @Nullable ClientTls loadTls(UpstreamConfig config) {
        if (!speaksTls(config)) {
            return null;
        }
        try {
            return ClientTls.load(config.tls());
        } catch (ConfigException e) {
            throw e.under("upstreams." + config.name() + ".");
        }
    }

    private static boolean speaksTls(UpstreamConfig config) {
        return config.endpoints().stream().anyMatch(EndpointConfig::secure);
    }

    private static @Nullable Breaker breaker(UpstreamConfig config, @Nullable UpstreamSetup before) {
        CircuitBreakerConfig breaker = config.circuitBreaker();
        if (breaker == null) {
            return null;
        }
        return before != null && breaker.equals(before.config().circuitBreaker())
                ? before.breaker()
                : new Breaker(config.name(), breaker);
    }
}
