package io.tidegate.session;

import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.telemetry.LegCounters;
import io.tidegate.telemetry.MessageSizes;
import io.tidegate.telemetry.RouteCounters;

/**
 * Counts what is passed on.
 *
 * @param ofSession what one side of this session sent
 * @param ofRoute what that side of all sessions of its route on this loop sent
 * @param sizes of their messages
 */
record Tally(LegCounters ofSession, LegCounters ofRoute, MessageSizes sizes) {
    /** Of what {@code from} sends. */
    static Tally of(Side from, LegCounters ofSession, RouteCounters ofRoute) {
        return new Tally(ofSession, ofRoute.from(from), ofRoute.sizesFrom(from));
    }

    @HotPath
    void count(FrameHeader frame) {
        ofSession.count(frame);
        ofRoute.count(frame);
        if (frame.endsMessage()) {
            sizes.count(frame.messageBytes());
        }
    }
}
