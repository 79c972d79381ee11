package io.tidegate.session;

import io.tidegate.filter.MessageFilters;
import io.tidegate.route.Route;
import io.tidegate.telemetry.RouteCounters;

/** What a session is made of. */
record SessionParts(
        Peer client,
        Peer upstream,
        FrameRelay fromClient,
        FrameRelay fromUpstream,
        MessageFilters messageFilters,
        Route route,
        RouteCounters routeCounters,
        LoopCodecs codecs) {}
