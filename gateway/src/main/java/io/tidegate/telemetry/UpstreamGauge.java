package io.tidegate.telemetry;

import java.util.List;

/**
 * An upstream as the metrics show it.
 *
 * @param maxSessions how many sessions all its endpoints may have together
 * @param maxConnecting how many handshakes may be connected at once
 * @param connecting handshakes that are being connected
 * @param waiting handshakes in its waiting room
 * @param panic whether so few endpoints are up that health is overridden
 * @param circuit state of its circuit breaker: {@code closed}, {@code open} or {@code half-open}
 * @param endpoints those that are there now
 */
public record UpstreamGauge(
        String name,
        int maxSessions,
        int maxConnecting,
        int connecting,
        int waiting,
        boolean panic,
        String circuit,
        List<EndpointGauge> endpoints) {
    public UpstreamGauge {
        endpoints = List.copyOf(endpoints);
    }
}
