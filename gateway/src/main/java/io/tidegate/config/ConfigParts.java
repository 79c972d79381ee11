package io.tidegate.config;

import io.tidegate.config.GatewayConfig.TransportChoice;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a configuration that can be tried out, each on its own. In a configuration with faults they are what could
 * be read of it, and need not fit together.
 */
public record ConfigParts(
        Map<String, ListenerConfig> listeners,
        Map<String, UpstreamConfig> upstreams,
        Map<String, RouteConfig> routes,
        TransportChoice transport,
        @Nullable AdminConfig admin) {}
