package io.tidegate.route;

import io.tidegate.config.RouteConfig;
import java.time.Duration;
import java.util.Objects;

/**
 * A route's limits of its sessions as plain numbers, made once a route.
 *
 * @param maxFragments frames of a message
 * @param controlNanos between two pings or pongs of a client, in the long run
 * @param controlToleranceNanos how much of it may be used ahead of time
 * @param idleNanos 0 for never
 * @param maxAgeNanos 0 for none
 * @param pingIntervalNanos 0 for no pings
 * @param messageNanos how long a filter may take for a message
 * @param memoryBytes how many of a session may wait
 * @param endpointLostCode what a client is told if the endpoint vanishes
 */
public record SessionLimits(
        long maxMessageBytes,
        long maxFrameBytes,
        int maxFragments,
        long controlNanos,
        long controlToleranceNanos,
        long idleNanos,
        long stallNanos,
        long maxAgeNanos,
        long closeNanos,
        long pingIntervalNanos,
        long pingTimeoutNanos,
        long messageNanos,
        long memoryBytes,
        SlowConsumer slowConsumer,
        int endpointLostCode) {
    private static final Duration MESSAGE_TIMEOUT = Duration.ofSeconds(5);

    public static SessionLimits of(RouteConfig config) {
        var maxAge = config.maxAge();
        var ping = config.ping();
        return new SessionLimits(
                config.maxMessage().bytes(),
                config.maxFrame().bytes(),
                config.maxFragments(),
                config.controlRate().intervalNanos(),
                config.controlRate().toleranceNanos(),
                config.idleTimeout().toNanos(),
                config.stallTimeout().toNanos(),
                maxAge == null ? 0 : maxAge.toNanos(),
                config.closeTimeout().toNanos(),
                ping == null ? 0 : ping.interval().toNanos(),
                ping == null ? 0 : ping.timeout().toNanos(),
                Objects.requireNonNullElse(config.messageTimeout(), MESSAGE_TIMEOUT)
                        .toNanos(),
                config.memoryBudget().session().bytes(),
                new SlowConsumer(config.slowConsumer()),
                config.endpointLostCode());
    }
}
