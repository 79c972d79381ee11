package io.tidegate.upstream;

import io.tidegate.config.CircuitBreakerConfig;
import io.tidegate.config.ConfigException;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.transport.ClientTls;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of an upstream and what is made of it once. Shared.
 *
 * @param tls for the endpoints that speak TLS; null if none does
 * @param sticky null if none is configured
 * @param breaker null if none is configured
 */
record UpstreamSetup(
        UpstreamConfig config,
        SourceAddresses sources,
        @Nullable ClientTls tls,
        @Nullable StickyCookie sticky,
        @Nullable Breaker breaker) {

    /**
     * @param before what is configured equally stays the same object
     * @throws ConfigException for a TLS file or a source address that cannot be used
     */
    static UpstreamSetup of(UpstreamConfig config, @Nullable UpstreamSetup before) {
        return new UpstreamSetup(
                config,
                new SourceAddresses(config.name(), config.source()),
                loadTls(config),
                config.sticky() == null ? null : new StickyCookie(config.name(), config.sticky()),
                breaker(config, before));
    }

    /** Null where no endpoint speaks TLS. */
    static @Nullable ClientTls loadTls(UpstreamConfig config) {
        if (config.endpoints().stream().noneMatch(EndpointConfig::secure)) {
            return null;
        }
        try {
            return ClientTls.load(config.tls());
        } catch (ConfigException e) {
            throw e.under("upstreams." + config.name() + ".");
        }
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
