package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

/** What is counted of open sessions, but not per frame. Shared, as {@link Meters}. */
final class TrafficMeters {
    final Family<Counter> filterVerdicts;
    final Family<Timer> roundTrip;

    TrafficMeters(MeterFactory make) {
        filterVerdicts = make.counters(
                "filter.verdicts",
                "What filters made of handshakes, frames and messages that they did not just let pass.",
                "route",
                "filter",
                "side",
                "verdict");
        roundTrip = make.timers("round.trip", "Round trip of our pings.", Meters.FAST, "route", "side");
    }
}
