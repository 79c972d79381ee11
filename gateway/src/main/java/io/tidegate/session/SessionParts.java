package io.tidegate.session;

import io.tidegate.filter.MessageFilters;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.route.Route;
import io.tidegate.telemetry.RouteCounters;
import org.jspecify.annotations.Nullable;

/** What a session is made of. */
record SessionParts(
        Peer client,
        Peer upstream,
        FrameRelay fromClient,
        FrameRelay fromUpstream,
        MessageFilters messageFilters,
        Route route,
        RouteCounters routeCounters,
        LoopCodecs codecs,
        Reserve reserve) {
    @HotPath
    Peer peer(Side side) {
        return side == Side.CLIENT ? client : upstream;
    }

    @HotPath
    FrameRelay relay(Side from) {
        return from == Side.CLIENT ? fromClient : fromUpstream;
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
