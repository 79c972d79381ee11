package io.tidegate.telemetry;

import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;

/** What all sessions of a route sent on one event loop, open and ended ones. Confined to the loop. */
public final class RouteCounters {
    private final LegCounters fromClient = new LegCounters();
    private final LegCounters fromUpstream = new LegCounters();
    private final MessageSizes sizesOfClient = new MessageSizes();
    private final MessageSizes sizesOfUpstream = new MessageSizes();

    /** What {@code side} sent. */
    @HotPath
    public LegCounters from(Side side) {
        return side == Side.CLIENT ? fromClient : fromUpstream;
    }

    /** Sizes of the messages that {@code side} sent, as on the wire. */
    public MessageSizes sizesFrom(Side side) {
        return side == Side.CLIENT ? sizesOfClient : sizesOfUpstream;
    }
}
