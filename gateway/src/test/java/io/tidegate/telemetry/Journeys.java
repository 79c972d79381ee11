package io.tidegate.telemetry;

import java.net.InetSocketAddress;

/** Clients for tests that have no sockets. */
public final class Journeys {
    private static final long HANDSHAKE_NANOS = 3_000_000;

    private Journeys() {}

    /** One that has sent its request. */
    public static Journey requested(String sessionId, String path) {
        Journey journey =
                new Journey(sessionId, "public", System.nanoTime() - HANDSHAKE_NANOS, System.currentTimeMillis());
        journey.clientIs(new InetSocketAddress("192.0.2.7", 4711));
        journey.requests(path, "token=geheim", "r-1");
        return journey;
    }

    /** One that has got its 101. */
    public static Journey opened(String sessionId, String route, String upstream) {
        Journey journey = requested(sessionId, "/chat");
        journey.routedTo(route);
        journey.tries(upstream, "10.0.0.5:9001");
        journey.opened(journey.acceptedNanos() + HANDSHAKE_NANOS, "mqtt");
        return journey;
    }
}
