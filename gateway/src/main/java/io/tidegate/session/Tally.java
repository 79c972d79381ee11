package io.tidegate.session;

import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.telemetry.LegCounters;

/**
 * Counts what is passed on.
 *
 * @param ofSession what one side of this session sent
 * @param ofRoute what that side of all sessions of its route on this loop sent
 */
record Tally(LegCounters ofSession, LegCounters ofRoute) {
    @HotPath
    void count(FrameHeader frame) {
        ofSession.count(frame);
        ofRoute.count(frame);
    }
}
