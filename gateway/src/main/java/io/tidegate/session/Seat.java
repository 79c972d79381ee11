package io.tidegate.session;

import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a session has taken and gives back at its end: its places in the registry, at the upstream and at the endpoint. All
 * that an open session keeps of its handshake. Confined.
 */
final class Seat {
    private final SessionRegistry registry;
    private final Loop loop;
    private Upstream upstream;
    private @Nullable Endpoint endpoint;
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

    /** The session has entered {@code nextUpstream} and counts at {@code nextEndpoint}, in place of what it has left. */
    void move(Upstream nextUpstream, Endpoint nextEndpoint) {
        upstream = nextUpstream;
        endpoint = nextEndpoint;
    }

    /** Where the session counts; null while it has no endpoint. */
    @Nullable
    Endpoint endpoint() {
        return endpoint;
    }

    /**
     * The endpoint is left, while the session goes on.
     *
     * @param failure whether that is a failure of the endpoint
     * @param client its address
     */
    void leaveEndpoint(boolean failure, InetAddress client) {
        if (endpoint == null) {
            return;
        }
        upstream.leave(endpoint);
        upstream.admission().leave();
        if (failure) {
            upstream.failed(endpoint, client);
        } else {
            upstream.succeeded(endpoint);
        }
        endpoint = null;
    }

    /**
     * Once, when both connections are closed.
     *
     * @param client its address
     */
    void giveBack(Ending ending, InetAddress client) {
        registry.remove(loop, place);
        leaveEndpoint(isFailureOfEndpoint(ending), client);
    }

    /** It vanished, did not answer a ping, or says itself that it or what is behind it failed; a graceful Close is none. */
    private static boolean isFailureOfEndpoint(Ending ending) {
        return switch (ending.cause()) {
            case ENDPOINT_LOST -> true;
            case ENDPOINT_CLOSED -> ending.code() == CloseCode.INTERNAL_ERROR || ending.code() == CloseCode.BAD_GATEWAY;
            default -> false;
        };
    }
}
