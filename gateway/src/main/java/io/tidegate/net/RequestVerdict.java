package io.tidegate.net;

import io.tidegate.protocol.RequestTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request is, judged without routes. */
sealed interface RequestVerdict {
    /**
     * Not a request that is taken here.
     *
     * @param status 400 or 505
     * @param detail one sentence for the client
     */
    record Invalid(int status, String detail) implements RequestVerdict {}

    /** A load balancer's, for the health path of the listener. */
    enum HealthCheck implements RequestVerdict {
        HEALTH_CHECK
    }

    /**
     * A request of HTTP/1.1.
     *
     * @param host lower case, without port
     * @param upgrade null if the request is no WebSocket handshake of version 13
     */
    record Valid(
            RequestTarget target, String host, @Nullable Upgrade upgrade) implements RequestVerdict {}

    /**
     * What makes a request a WebSocket handshake.
     *
     * @param subprotocols offered, in the client's order
     */
    record Upgrade(String key, List<String> subprotocols) {}
}
