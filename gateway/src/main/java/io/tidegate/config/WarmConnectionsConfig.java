package io.tidegate.config;

import java.time.Duration;

/**
 * Connections kept ready for sessions, TLS included, so that opening one takes a single round trip to the endpoint.
 *
 * @param count kept ready for each endpoint by each event loop; 1 to 100
 * @param maxIdle one that has waited for so long is replaced; less than the time after which the endpoint, or a firewall
 *     on the way, gives up a connection without a request; 1 s to 1 h
 */
public record WarmConnectionsConfig(
        @Default("2") int count, @Default("30s") Duration maxIdle) {
    public WarmConnectionsConfig {
        Check.between("count", count, 1, 100);
        Check.between("max-idle", maxIdle, Duration.ofSeconds(1), Duration.ofHours(1));
    }
}
