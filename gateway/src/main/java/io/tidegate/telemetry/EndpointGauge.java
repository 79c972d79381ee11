package io.tidegate.telemetry;

/**
 * An endpoint as the metrics show it.
 *
 * @param upstream the upstream's name
 * @param endpoint the endpoint's id
 * @param state one of few words, such as {@code up}
 * @param offered whether it is offered sessions
 * @param sessions open or being opened
 * @param ejections since it is known
 * @param warmConnections kept ready for sessions
 */
public record EndpointGauge(
        String upstream,
        String endpoint,
        String state,
        boolean offered,
        int sessions,
        long ejections,
        int warmConnections) {}
