package io.tidegate.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What maps a handshake to an upstream, and the limits of its sessions.
 *
 * @param match which handshakes; all where absent
 * @param upstream where sessions go; or {@code split}
 * @param split weights of several upstreams, 0 to 1,000 each, in place of {@code upstream}
 * @param splitBy what decides between them, so that the same user gets the same one
 * @param rewrite how the path changes on its way
 * @param mode {@code relay}, or {@code maintenance}: handshakes get 503
 * @param maintenanceText what a client is told in mode {@code maintenance}
 * @param filters judge handshakes, frames and messages, in this order
 * @param refuse how a handshake on this route is refused: with an HTTP {@code status}, or, so that a page's script sees why, by
 *     101 and a {@code close} with 4401, 4403, 4429, 1013 and so on
 * @param maxMessage bytes of a message on the wire, both directions; 1 B to 1 GiB
 * @param maxFrame bytes of a frame's payload; 125 B to 1 GiB
 * @param maxFragments frames of a message; 1 to 10 million
 * @param controlRate how fast a client may send pings and pongs; over it the session ends with 1008
 * @param ping our own pings on both legs; off where absent
 * @param idleTimeout without data and peers' pings the session ends with 1001; 1 s to 7 d, or 0s for never
 * @param stallTimeout a side that takes no bytes for so long ends it with 1013; 100 ms to 1 h
 * @param maxAge the session is closed with 1012 after it, or up to a tenth of it sooner, drawn for each; 1 s to 365 d, none where absent
 * @param closeTimeout how long we wait for a peer in the closing handshake; 100 ms to 1 m
 * @param endpointLostCode what a client is told if the endpoint vanishes or breaks the protocol: 1011, 1012, 1013 or 1014
 * @param compression permessage-deflate, where messages are read; on where absent. Elsewhere it is between client and endpoint,
 *     and must not be set
 * @param messageTimeout how long a filter may take for a message, 5s where absent; 10 ms to 5 m. Only with a filter that reads
 *     messages
 * @param deadLetters a line about each message that was taken and not delivered; none where absent
 * @param slowConsumer what becomes of messages for a side that takes them slower than they come
 * @param memoryBudget how much may wait at once
 * @param onRemoved what becomes of sessions when a reload removes the route, or changes what live sessions cannot follow:
 *     {@code match}, {@code rewrite}, their upstream, filters that judge handshakes
 * @param resume sessions outlive their endpoint; off where absent
 * @param trace how handshakes are traced; as {@code tracing} says where absent
 * @param legs upstreams beside {@code upstream} for some of a client's messages, by name, asked in this order; the others go to {@code
 *     upstream}
 */
public record RouteConfig(
        @Named String name,
        @NotInDefaults @Default("{}") MatchConfig match,
        @NotInDefaults @Nullable String upstream,
        @NotInDefaults Map<String, Integer> split,
        @Default("client-address") RequestKey splitBy,
        @Default("{}") RewriteConfig rewrite,
        @Default("relay") Mode mode,
        @Default("The service is down for maintenance.") String maintenanceText,
        List<FilterConfig> filters,
        @Default("status") Refuse refuse,
        @Default("16MiB") ByteSize maxMessage,
        @Default("16MiB") ByteSize maxFrame,
        @Default("65536") int maxFragments,
        @Default("{ limit: 100/s, burst: 1000 }") PaceConfig controlRate,
        @Nullable PingConfig ping,
        @Default("10m") Duration idleTimeout,
        @Default("30s") Duration stallTimeout,
        @Nullable Duration maxAge,
        @Default("5s") Duration closeTimeout,
        @Default("1011") int endpointLostCode,
        @NotInDefaults @Nullable CompressionConfig compression,
        @NotInDefaults @Nullable Duration messageTimeout,
        @Nullable DeadLettersConfig deadLetters,
        @Default("{}") SlowConsumerConfig slowConsumer,
        @Default("{}") MemoryBudgetConfig memoryBudget,
        @Default("keep") OnRemovedConfig onRemoved,
        @Nullable ResumeConfig resume,
        @Nullable TraceConfig trace,
        @NotInDefaults Map<String, LegConfig> legs) {

    private static final RequestKey CLIENT_ADDRESS = RequestKey.parse("client-address");

    /** What a route does with a handshake. */
    public enum Mode {
        RELAY,
        MAINTENANCE
    }

    /** How a handshake is refused. */
    public enum Refuse {
        STATUS,
        CLOSE
    }

    public RouteConfig {
        Check.notBlank("name", name);
        split = Collections.unmodifiableMap(new LinkedHashMap<>(split)); // in the order of the file
        filters = List.copyOf(filters);
        legs = Collections.unmodifiableMap(new LinkedHashMap<>(legs)); // in the order of the file
        Check.that(
                mode == Mode.MAINTENANCE || (upstream == null) != split.isEmpty(),
                "upstream or split must be given, and not both");
        for (Map.Entry<String, Integer> part : split.entrySet()) {
            Check.between("split." + part.getKey(), part.getValue(), 0, 1000);
        }
        Check.that(
                split.isEmpty() || split.values().stream().anyMatch(weight -> weight > 0),
                "split must have a weight above 0");
        Check.between("max-message", maxMessage, new ByteSize(1), ByteSize.ofMiB(1024));
        Check.between("max-frame", maxFrame, new ByteSize(125), ByteSize.ofMiB(1024));
        Check.between("max-fragments", maxFragments, 1, 10_000_000);
        if (!idleTimeout.isZero()) {
            Check.between("idle-timeout", idleTimeout, Duration.ofSeconds(1), Duration.ofDays(7));
        }
        Check.between("stall-timeout", stallTimeout, Duration.ofMillis(100), Duration.ofHours(1));
        if (maxAge != null) {
            Check.between("max-age", maxAge, Duration.ofSeconds(1), Duration.ofDays(365));
        }
        Check.between("close-timeout", closeTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        if (messageTimeout != null) {
            Check.between("message-timeout", messageTimeout, Duration.ofMillis(10), Duration.ofMinutes(5));
        }
        Check.between("endpoint-lost-code", endpointLostCode, 1011, 1014);
        boolean queuesForEndpoint =
                slowConsumer.policy().queues() && slowConsumer.effectiveTo() != SlowConsumerConfig.To.CLIENT;
        Check.that(
                resume == null || !resume.records() || !queuesForEndpoint,
                "slow-consumer.to must be client with resume.level: replay or resend-unacked, since what waits for an "
                        + "endpoint was not sent to it");
        Check.that(
                legs.isEmpty() || resume == null || !resume.records(),
                "resume.level must be reconnect with legs: what is recorded is not told apart by where it went");
    }

    /** What the session of a leg between us and an endpoint is configured by: it lasts as long as the client's. */
    public RouteConfig ofLeg(LegConfig leg) {
        return new RouteConfig(
                name,
                match,
                leg.upstream(),
                Map.of(),
                CLIENT_ADDRESS,
                leg.rewrite() == null ? rewrite : leg.rewrite(),
                Mode.RELAY,
                maintenanceText,
                List.of(),
                refuse,
                maxMessage,
                maxFrame,
                maxFragments,
                controlRate,
                ping,
                Duration.ZERO,
                stallTimeout,
                null,
                closeTimeout,
                endpointLostCode,
                null,
                null,
                null,
                SlowConsumerConfig.NONE,
                memoryBudget,
                onRemoved,
                leg.resume(),
                trace,
                Map.of());
    }
}
