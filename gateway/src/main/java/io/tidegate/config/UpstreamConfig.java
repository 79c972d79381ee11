package io.tidegate.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named group of interchangeable endpoints.
 *
 * @param endpoints where sessions may go; at least one
 * @param balance how an endpoint is chosen
 * @param hashBy what {@code hash} hashes
 * @param boundedLoad with {@code hash}: an endpoint over this factor of the mean load passes sessions on; 1.05 to 10, off
 *     where absent
 * @param sticky a cookie that brings a client back to its endpoint; off where absent
 * @param host what the endpoint sees as {@code Host}: the client's, or its own address
 * @param tls rules for {@code wss} endpoints
 * @param source local addresses, no blocks, that connections come from, taken in turn; the kernel's choice where empty
 * @param warmConnections connections kept ready for sessions; none where absent
 * @param connectTimeout limit for TCP, TLS and the WebSocket handshake of one attempt; 50 ms to 60 s
 * @param connectDeadline limit for all attempts together; 50 ms to 5 m, at least {@code connect-timeout}
 * @param maxSessions sessions open at once, all endpoints together; 1 to 10 million
 * @param maxConnecting handshakes being connected at once; 1 to 1 million
 * @param connectRate connections begun to each endpoint, as {@code 200/s}; no limit where absent
 * @param slowStart sessions after which an endpoint that came back has its full share; 0 (at once) to 100,000
 * @param panicThreshold if fewer per cent of the endpoints are up, health is overridden and all are used; 0 (never) to 100
 * @param ejection when an endpoint is left out because its sessions end badly
 * @param circuitBreaker when the whole upstream is left alone for a while; never where absent
 * @param waitingRoom where handshakes wait while limits are reached; where absent they are refused at once
 * @param retry how a handshake goes on after an endpoint failed it
 * @param healthCheck how endpoints are checked beside their sessions; no checks where absent
 * @param resolveInterval how often names are resolved anew; 1 s to 1 h
 * @param onRemoved what becomes of the sessions at an endpoint when a reload removes it, or the upstream
 * @param rebalance how sessions are spread anew when an endpoint is added or comes back; they stay where absent
 */
public record UpstreamConfig(
        @Named String name,
        @NotInDefaults List<EndpointConfig> endpoints,
        @Default("least-sessions") Balance balance,
        @Default("client-address") RequestKey hashBy,
        @Nullable Double boundedLoad,
        @Nullable StickyConfig sticky,
        @Default("preserve") HostHeader host,
        @Default("{}") UpstreamTlsConfig tls,
        List<String> source,
        @Nullable WarmConnectionsConfig warmConnections,
        @Default("2s") Duration connectTimeout,
        @Default("5s") Duration connectDeadline,
        @Default("1000000") int maxSessions,
        @Default("1000000") int maxConnecting,
        @Nullable Rate connectRate,
        @Default("0") int slowStart,
        @Default("50") int panicThreshold,
        @Default("{}") EjectionConfig ejection,
        @Nullable CircuitBreakerConfig circuitBreaker,
        @Nullable WaitingRoomConfig waitingRoom,
        @Default("{}") RetryConfig retry,
        @Nullable HealthCheckConfig healthCheck,
        @Default("10s") Duration resolveInterval,
        @Default("keep") OnRemovedConfig onRemoved,
        @Nullable RebalanceConfig rebalance) {

    /** How an endpoint is chosen; all but {@code HASH} respect weights exactly, {@code HASH} on average. */
    public enum Balance {
        ROUND_ROBIN,
        LEAST_SESSIONS,
        RANDOM_TWO,
        LEAST_LATENCY,
        HASH
    }

    /** What goes upstream as {@code Host}. */
    public enum HostHeader {
        PRESERVE,
        ENDPOINT
    }

    public UpstreamConfig {
        Check.notBlank("name", name);
        endpoints = List.copyOf(endpoints);
        source = List.copyOf(source);
        Check.that(!endpoints.isEmpty(), "endpoints must list at least one address");
        long ids = endpoints.stream().map(EndpointConfig::id).distinct().count();
        Check.that(ids == endpoints.size(), "endpoints must have ids of their own; two are the same");
        Check.that(
                boundedLoad == null || (boundedLoad >= 1.05 && boundedLoad <= 10),
                "bounded-load must be between 1.05 and 10, got " + boundedLoad);
        Check.that(boundedLoad == null || balance == Balance.HASH, "bounded-load needs balance: hash");
        Check.between("connect-timeout", connectTimeout, Duration.ofMillis(50), Duration.ofSeconds(60));
        Check.between("connect-deadline", connectDeadline, Duration.ofMillis(50), Duration.ofMinutes(5));
        Check.that(
                connectDeadline.compareTo(connectTimeout) >= 0,
                "connect-deadline must be at least connect-timeout, got " + Units.format(connectDeadline));
        Check.between("max-sessions", maxSessions, 1, 10_000_000);
        Check.between("max-connecting", maxConnecting, 1, 1_000_000);
        Check.between("slow-start", slowStart, 0, 100_000);
        Check.between("panic-threshold", panicThreshold, 0, 100);
        Check.between("resolve-interval", resolveInterval, Duration.ofSeconds(1), Duration.ofHours(1));
        Check.that(
                rebalance == null || balance != Balance.HASH,
                "rebalance must not be given with balance: hash, which says where each session belongs");
        Check.that(
                rebalance == null || sticky == null,
                "rebalance must not be given with sticky: clients would come back to where they were moved from");
        for (String address : source) {
            Check.that(
                    Cidr.isAddress(address),
                    "source must list single addresses, neither names nor blocks, got " + address);
        }
    }
}
