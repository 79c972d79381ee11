package io.tidegate.session;

import io.tidegate.filter.MessageFilters;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.route.Route;
import io.tidegate.telemetry.RouteCounters;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session is made of.
 *
 * @param legs null if there is nothing but the endpoint
 */
record SessionParts(
        Peer client,
        Peer upstream,
        FrameRelay fromClient,
        FrameRelay fromUpstream,
        MessageFilters messageFilters,
        Route route,
        RouteCounters routeCounters,
        LoopCodecs codecs,
        Reserve reserve,
        @Nullable Legs legs) {
    @HotPath
    Peer peer(Side side) {
        return side == Side.CLIENT ? client : upstream;
    }

    @HotPath
    FrameRelay relay(Side from) {
        return from == Side.CLIENT ? fromClient : fromUpstream;
    }

    /** With legs that know these parts. */
    SessionParts with(Legs ofSession) {
        Objects.requireNonNull(fromClient.messages()).onward().branch(ofSession);
        return new SessionParts(
                client,
                upstream,
                fromClient,
                fromUpstream,
                messageFilters,
                route,
                routeCounters,
                codecs,
                reserve,
                ofSession);
    }

    /** Nothing comes and nothing goes any more. */
    void dispose() {
        dispose(fromClient);
        dispose(fromUpstream);
    }

    private static void dispose(FrameRelay relay) {
        MessagePath messages = relay.messages();
        relay.dispose();
        if (messages != null) {
            messages.onward().close();
        }
    }

    /** {@code letters} hears of the messages that are not passed on, either way. */
    void tell(@Nullable DeadLetters letters) {
        fromClient.judge().tell(letters);
        fromUpstream.judge().tell(letters);
    }
}
