package io.tidegate.route;

import io.tidegate.config.LegConfig;

/**
 * An upstream of a route beside its own, for some of a client's messages. Shared, immutable.
 *
 * @param rule which messages
 * @param route what the leg's own session, between us and an endpoint, is made of; named as the route that the leg belongs to
 */
public record Leg(LegConfig config, LegRule rule, Route route) {
    public String name() {
        return config.name();
    }
}
