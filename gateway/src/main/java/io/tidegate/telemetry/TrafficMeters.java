package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted of open sessions, but not per frame. Shared, as {@link Meters}. */
final class TrafficMeters {
    final Family<Counter> filterVerdicts;
    final Family<Counter> budgetRefused;
    final Family<AtomicLong> waitingBytes;
    final Family<Timer> roundTrip;
    /** Mean nanoseconds of pings to an endpoint, by upstream and endpoint: for the admin API, and no metric. */
    final Family<AtomicLong> endpointRoundTrip = new Family<>(List.of("upstream", "endpoint"), _ -> new AtomicLong());

    final Family<AtomicInteger> parked;
    final Family<Counter> resumes;
    final Family<Counter> resumeMessages;
    final Family<Timer> resumeGap;
    final Family<Counter> moves;
    final Family<AtomicInteger> legs;
    final Family<Counter> legEndings;

    TrafficMeters(MeterFactory make) {
        filterVerdicts = make.counters(
                "filter.verdicts",
                "What filters made of handshakes, frames and messages that they did not just let pass.",
                "route",
                "filter",
                "side",
                "verdict");
        parked = make.gauges(AtomicInteger::new, "sessions.parked", "Sessions that seek another endpoint.", "route");
        resumes = make.counters("resumes", "Sessions that lost their endpoint, by what came of it.", "route", "result");
        resumeMessages = make.counters(
                "resume.messages",
                "What became of clients' messages when sessions lost their endpoint.",
                "route",
                "result");
        resumeGap = make.timers("resume.gap", "Time that a session was without an endpoint.", Meters.FAST, "route");
        budgetRefused = make.counters(
                "memory.budget.refused",
                "How often bytes were to wait for which a memory budget had no room.",
                "route",
                "budget");
        waitingBytes = make.gauges(
                AtomicLong::new,
                "waiting.bytes",
                "Bytes of sessions that wait, as memory budgets count them.",
                "route");
        moves = make.counters(
                "moves", "Sessions that were to move to another endpoint, by what came of it.", "route", "result");
        legs = make.gauges(
                AtomicInteger::new,
                "legs",
                "Legs of sessions that are open, beside their own endpoint.",
                "route",
                "leg");
        legEndings = make.counters("leg.endings", "How legs of sessions ended.", "route", "leg", "phase", "cause");
        roundTrip = make.timers("round.trip", "Round trip of our pings.", Meters.FAST, "route", "side");
    }
}
