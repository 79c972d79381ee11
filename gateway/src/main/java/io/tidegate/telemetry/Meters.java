package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted per handshake, attempt, ping and ending, but not per frame. Shared; none of it waits for a lock once made. */
final class Meters {
    static final Duration[] FAST = durations(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000);
    private static final Duration[] SESSION = durations(
            100, 1000, 10_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000, 43_200_000, 86_400_000, 604_800_000);

    final TrafficMeters traffic;
    final StormMeters storms;
    final Family<Counter> accepted;
    final Family<Counter> acceptFaults;
    final Family<Counter> healthChecks;
    final Family<Counter> handshakes;
    final Family<Counter> endings;
    final Family<Counter> connectAttempts;
    final Family<Counter> ejections;
    final Family<Counter> notAdmitted;
    final Family<Counter> retries;
    final Family<Counter> endpointChecks;
    final Family<Counter> warmConnectionsUsed;
    final Family<AtomicInteger> handshakesOpen;
    final Family<AtomicInteger> sessions;
    final Family<Timer> handshakeTime;
    final Family<Timer> connectTime;
    final Family<Timer> waitingTime;
    final Family<Timer> endpointCheckTime;
    final Family<Timer> sessionTime;
    final Timer loopDelay;
    final Counter staleSnapshots;

    Meters(MeterRegistry registry) {
        var make = new MeterFactory(registry);
        traffic = new TrafficMeters(make);
        storms = new StormMeters(make);
        accepted = make.counters("accepted", "Clients accepted, health checks included.", "listener");
        acceptFaults = make.counters("accept.faults", "How often accepting clients failed.", "listener");
        healthChecks = make.counters("health.checks", "Health checks answered on listeners.", "listener");
        handshakes = make.counters(
                "handshakes",
                "Handshakes by the HTTP status that the client got; none where it left or was cut off without one.",
                "listener",
                "route",
                "status");
        endings = make.counters("endings", "How clients' stays ended.", "route", "upstream", "phase", "cause", "code");
        connectAttempts = make.counters(
                "connect.attempts", "Attempts to connect to an endpoint.", "upstream", "endpoint", "result");
        ejections = make.counters("endpoint.ejections", "Times that an endpoint was left out.", "upstream", "endpoint");
        notAdmitted = make.counters(
                "upstream.not.admitted", "Handshakes that were not let into their upstream.", "upstream", "reason");
        retries =
                make.counters("connect.retries", "Retries after an endpoint failed a handshake.", "upstream", "result");
        endpointChecks = make.counters(
                "endpoint.checks", "Health checks of an endpoint; no sessions.", "upstream", "endpoint", "result");
        warmConnectionsUsed = make.counters(
                "warm.connections.used",
                "Warm connections taken for a session, by what came of it.",
                "upstream",
                "result");
        handshakesOpen = make.gauges(
                AtomicInteger::new, "handshakes.open", "Clients with neither a session nor an ending.", "listener");
        sessions = make.gauges(AtomicInteger::new, "sessions", "Open sessions.", "route", "upstream");
        handshakeTime = make.timers("handshake", "Time from accept to 101.", FAST, "route");
        connectTime = make.timers(
                "connect", "Time of one attempt: TCP, TLS and WebSocket handshake.", FAST, "upstream", "result");
        waitingTime =
                make.timers("upstream.waiting", "Time in the waiting room of an upstream.", FAST, "upstream", "result");
        endpointCheckTime = make.timers("endpoint.check", "Time of one health check of an endpoint.", FAST, "upstream");
        sessionTime = make.timers("session.duration", "Time from 101 to the end of a session.", SESSION, "route");
        loopDelay = make.timers(
                        "event.loop.delay", "How late a task of an event loop runs; measured once a second.", FAST)
                .with();
        staleSnapshots = make.counters(
                        "scrape.stale.snapshots",
                        "Event loops that did not answer a scrape in time: older counts stood in.")
                .with();
    }

    /** Those whose first label is an upstream, and that say nothing of an endpoint. */
    List<Family<? extends Meter>> ofUpstreams() {
        return List.of(notAdmitted, retries, waitingTime, connectTime, warmConnectionsUsed, endpointCheckTime);
    }

    private static Duration[] durations(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
