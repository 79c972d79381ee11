package io.tidegate.telemetry;

import io.tidegate.protocol.Side;

/** What {@link RouteCounters} had counted at one moment, or the sum of several. */
record RouteTotals(LegTotals fromClient, LegTotals fromUpstream) {
    static RouteTotals of(RouteCounters counters) {
        return new RouteTotals(LegTotals.of(counters.from(Side.CLIENT)), LegTotals.of(counters.from(Side.UPSTREAM)));
    }

    LegTotals from(Side side) {
        return side == Side.CLIENT ? fromClient : fromUpstream;
    }
}
