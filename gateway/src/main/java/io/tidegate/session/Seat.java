package io.tidegate.session;

import io.tidegate.transport.Loop;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;

/**
 * What a session has taken and gives back at its end: its places in the registry, at the upstream and at the endpoint. All
 * that an open session keeps of its handshake. Confined.
 */
final class Seat {
    private final SessionRegistry registry;
    private final Loop loop;
    private final Upstream upstream;
    private final Endpoint endpoint;
    private int place;

    /** The session has entered {@code upstream} and counts at {@code endpoint}. */
    Seat(SessionRegistry registry, Loop loop, Upstream upstream, Endpoint endpoint) {
        this.registry = registry;
        this.loop = loop;
        this.upstream = upstream;
        this.endpoint = endpoint;
    }

    void take(Session session) {
        place = registry.add(loop, session);
    }

    /** Once, when both connections are closed. */
    void giveBack() {
        registry.remove(loop, place);
        endpoint.sessionClosed();
        upstream.leave();
    }
}
