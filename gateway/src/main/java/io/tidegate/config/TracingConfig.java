package io.tidegate.config;

import java.util.Map;

/**
 * What is told of handshakes, attempts to connect, endings and messages in spans of OpenTelemetry.
 *
 * @param otlp where they go
 * @param sample how many handshakes are recorded, with all that follows from them, where a route says nothing else
 * @param trustClient whether a client's {@code traceparent} is what a session's trace goes on from, its decision on recording
 *     included; else each session begins a trace of its own, with a link to the client's
 * @param serviceName what the gateway is called in traces
 * @param attributes what tells this gateway apart from others; where they have no {@code service.instance.id}, that is drawn at
 *     each start
 */
public record TracingConfig(
        SpanReceiverConfig otlp,
        @Default("1%") Percentage sample,
        @Default("false") boolean trustClient,
        @Default("tidegate") String serviceName,
        Map<String, String> attributes) {
    private static final String SERVICE_NAME = "service.name";

    public TracingConfig {
        Check.notBlank("service-name", serviceName);
        attributes = Map.copyOf(attributes);
        Check.that(
                !attributes.containsKey(SERVICE_NAME),
                "attributes must not have service.name, which service-name is for, got "
                        + attributes.get(SERVICE_NAME));
    }
}
