package io.tidegate.telemetry;

import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;

/** What all sessions of a route sent on one event loop, open and ended ones. Confined to the loop. */
public final class RouteCounters {
    private final LegCounters fromClient = new LegCounters();
    private final LegCounters fromUpstream = new LegCounters();

    /** What {@code side} sent. */
    @HotPath
    public LegCounters from(Side side) {
        return side == Side.CLIENT ? fromClient : fromUpstream;
    }
}
