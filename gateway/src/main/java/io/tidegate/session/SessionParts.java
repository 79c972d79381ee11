package io.tidegate.session;

import io.tidegate.filter.MessageFilters;
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

    /** {@code letters} hears of the messages that are not passed on, either way. */
    void tell(@Nullable DeadLetters letters) {
        fromClient.tell(letters);
        fromUpstream.tell(letters);
    }
}
