package io.tidegate.telemetry;

import io.tidegate.protocol.Side;

/** What {@link RouteCounters} had counted at one moment. */
record RouteTotals(Leg client, Leg upstream) {
    /**
     * What one side sent.
     *
     * @param sizes a copy, to be read alone
     */
    record Leg(LegTotals totals, MessageSizes sizes) {
        private static Leg of(RouteCounters counters, Side side) {
            return new Leg(
                    LegTotals.of(counters.from(side)), counters.sizesFrom(side).copy());
        }
    }

    static RouteTotals of(RouteCounters counters) {
        return new RouteTotals(Leg.of(counters, Side.CLIENT), Leg.of(counters, Side.UPSTREAM));
    }

    Leg from(Side side) {
        return side == Side.CLIENT ? client : upstream;
    }
}
