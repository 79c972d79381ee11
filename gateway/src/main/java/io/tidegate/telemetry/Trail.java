package io.tidegate.telemetry;

import io.tidegate.protocol.TraceContext;
import org.jspecify.annotations.Nullable;

/** Where one client, or a leg of its session, is in its trace: ids only, no span is open. Confined. */
final class Trail {
    private final TraceContext handshake;
    private @Nullable Request request;
    private @Nullable TraceContext latest;

    /**
     * What the span of the handshake tells of the request, kept until then.
     *
     * @param parent null for a trace of our own
     * @param link where the client was in a trace of its own; null if it goes on, or if there is none
     * @param template of the paths that the route matches; null without a route
     * @param host as the client names us
     */
    record Request(
            @Nullable TraceContext parent,
            @Nullable TraceContext link,
            String method,
            @Nullable String template,
            String host,
            boolean secure) {}

    /**
     * Of a client.
     *
     * @param handshake the span of its handshake
     * @param request null if there was none that is valid
     */
    Trail(TraceContext handshake, @Nullable Request request) {
        this.handshake = handshake;
        this.request = request;
    }

    /** Of a leg of its session. */
    Trail ofLeg() {
        return new Trail(handshake, null);
    }

    boolean isSampled() {
        return handshake.sampled();
    }

    /** The span of the client's handshake. */
    TraceContext handshake() {
        return handshake;
    }

    @Nullable
    Request request() {
        return request;
    }

    /** The handshake has been told of. */
    void forgetRequest() {
        request = null;
        latest = null;
    }

    /** The next span of this trace. */
    TraceContext next() {
        TraceContext next = handshake.next();
        latest = next;
        return next;
    }

    /** What {@link #next} was last; the handshake's if there was none yet. */
    TraceContext latest() {
        return latest == null ? handshake : latest;
    }
}
