package io.tidegate.telemetry;

import io.micrometer.core.instrument.Timer;
import io.tidegate.config.RouteConfig;
import io.tidegate.filter.Verdicts;
import io.tidegate.journal.Lane;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Side;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one event loop counts and logs of its clients. Confined to the loop, but for what it publishes. */
public final class LoopTelemetry {
    private static final int MOST_OF_AGENT = 256;

    private final Meters meters;
    private final AccessLog.@Nullable OfLoop log;
    private final @Nullable Traces traces;
    private final @Nullable Lane audit;
    private final @Nullable Lane deadLetters;
    private final Endings.OfLoop endings;
    private final Flight flight = new Flight();
    private final Map<String, RouteCounters> routes = new HashMap<>();
    private final RouteCounters uncounted = new RouteCounters();
    private final Map<String, Verdicts> verdicts = new HashMap<>();
    private volatile Map<String, RouteTotals> published = Map.of();

    LoopTelemetry(Meters meters, WrittenJournals journals, @Nullable Traces traces, Endings endings, int loop) {
        this.meters = meters;
        this.traces = traces;
        this.endings = endings.of(loop);
        this.log = journals.accessLog(loop);
        this.audit = journals.audit(loop);
        this.deadLetters = journals.deadLetters(loop);
    }

    /** Where filters leave lines about messages; null where none are kept. */
    public @Nullable Lane audit() {
        return audit;
    }

    /** Where lines go about messages that were not delivered; null where none are kept. */
    public @Nullable Lane deadLetters() {
        return deadLetters;
    }

    /** A client reached HANDSHAKE. */
    public void accepted(Journey journey) {
        meters.accepted.with(journey.listener()).increment();
        meters.handshakesOpen.with(journey.listener()).incrementAndGet();
        flight.accepted(journey);
    }

    /**
     * The client's request is valid, but for its method. Its {@code User-Agent} is kept where somebody wants to know.
     *
     * @param route null if none matches
     */
    public void requested(Journey journey, String method, Handshake handshake, @Nullable RouteConfig route) {
        String agent =
                log == null && traces == null ? null : handshake.headers().get("User-Agent");
        if (agent != null) {
            journey.agentIs(agent.substring(0, Math.min(agent.length(), MOST_OF_AGENT)));
        }
        if (traces != null) {
            traces.requested(journey, method, handshake, route);
        }
    }

    /** The client was only a health check: it has no ending. */
    public void healthAnswered(Journey journey) {
        flight.forgotten(journey);
        meters.healthChecks.with(journey.listener()).increment();
        meters.handshakesOpen.with(journey.listener()).decrementAndGet();
    }

    /** The {@code handshake-rate} of the client's listener is used up for now. */
    public void handshakeShed(Journey journey) {
        meters.storms.handshakesShed.with(journey.listener()).increment();
    }

    /**
     * A handshake filter that had to wait has come to a verdict, or is asked no more.
     *
     * @param verdict in a word
     */
    public void deferred(Journey journey, String filter, String verdict, long nanos) {
        journey.timeline().end(Timeline.kind(TimelineEvent.DEFERRED, null, null), journey.millis());
        if (traces != null) {
            traces.deferred(journey, filter, verdict, nanos);
        }
    }

    /** One attempt to connect to {@link Journey#endpoint} begins, with this request. */
    public void attempting(Journey journey, Handshake handshake) {
        if (traces != null) {
            traces.attempting(journey, handshake);
        }
    }

    /** It ended. */
    public void attempted(Journey journey, AttemptOutcome outcome) {
        String result = outcome.result();
        meters.connectAttempts
                .with(journey.upstream(), journey.endpoint(), result)
                .increment();
        if (traces != null) {
            traces.attempted(journey, outcome);
        }
        timeLatest(meters.connectTime.with(journey.upstream(), result), outcome.nanos(), journey);
        journey.note(TimelineEvent.ATTEMPT, result, journey.endpoint(), outcome.nanos());
    }

    /** The handshake was not let into {@code upstream}. */
    public void notAdmitted(String upstream, String reason) {
        meters.notAdmitted.with(upstream, reason).increment();
    }

    /** A handshake that waited for its turn was let in, or was not. */
    public void waited(Journey journey, String upstream, boolean admitted, long nanos) {
        String result = admitted ? "admitted" : "refused";
        meters.waitingTime.with(upstream, result).record(nanos, TimeUnit.NANOSECONDS);
        if (traces != null) {
            traces.waited(journey, upstream, result, nanos);
        }
    }

    /** An attempt failed that may be repeated: whether the retry budget allows it. */
    public void retry(String upstream, boolean allowed) {
        meters.retries.with(upstream, allowed ? "made" : "over-budget").increment();
    }

    /** A warm connection to an endpoint of {@code upstream} had an answer to its request. */
    public void warmConnectionUsed(String upstream) {
        meters.warmConnectionsUsed.with(upstream, "used").increment();
    }

    /** A warm connection to an endpoint of {@code upstream} had no answer to its request. */
    public void warmConnectionStale(String upstream) {
        meters.warmConnectionsUsed.with(upstream, "stale").increment();
    }

    /**
     * Bytes of a session were to wait, and there was no room for them.
     *
     * @param budget whose: of the session, the route or the process
     */
    public void budgetRefused(Journey journey, String budget) {
        meters.traffic.budgetRefused.with(journey.route(), budget).increment();
        journey.timeline().count(Timeline.kind(TimelineEvent.BUDGET_REFUSED, null, null), budget, journey.millis());
    }

    /** 101 goes out, or a leg is open; {@link Journey#opened} was called. */
    public void opened(Journey journey) {
        flight.opened(journey);
        if (traces != null) {
            traces.opened(journey);
        }
        if (journey.leg() == null) {
            countOpened(journey);
        } else {
            meters.traffic.legs.with(journey.route(), journey.leg()).incrementAndGet();
        }
        if (log != null) {
            log.opened(journey);
        }
    }

    private void countOpened(Journey journey) {
        long handshakeNanos = journey.openedNanos() - journey.acceptedNanos();
        meters.handshakesOpen.with(journey.listener()).decrementAndGet();
        meters.handshakes.with(journey.listener(), journey.route(), "101").increment();
        Timer timer = meters.handshakeTime.with(journey.route());
        if (traces == null) {
            timer.record(handshakeNanos, TimeUnit.NANOSECONDS);
        } else {
            traces.timeHandshake(timer, handshakeNanos, journey);
        }
        meters.sessions.with(journey.route(), journey.upstream()).incrementAndGet();
    }

    /** Exactly once for each client accepted, unless it was a health check, and for each leg; its filters are told too. */
    public void ended(Journey journey, Ending ending) {
        if (traces != null) {
            traces.ended(journey, ending);
        }
        if (journey.leg() == null) {
            countEnded(journey, ending);
        } else {
            countLegEnded(journey, ending);
        }
        SessionView last = SessionView.of(journey, System.nanoTime());
        if (log != null) {
            log.ended(journey, last, ending);
        }
        flight.ended(journey, last, ending);
        endings.add(EndedSession.of(last, ending, journey.wholeTimeline()));
        journey.stay().ended(ending);
    }

    private void countLegEnded(Journey journey, Ending ending) {
        if (journey.openedNanos() != 0) {
            meters.traffic.legs.with(journey.route(), journey.leg()).decrementAndGet();
        }
        String phase = ending.phase().label();
        meters.traffic
                .legEndings
                .with(journey.route(), journey.leg(), phase, ending.cause().label())
                .increment();
    }

    private void countEnded(Journey journey, Ending ending) {
        String code = CloseCode.label(ending.code());
        if (journey.openedNanos() != 0) {
            long openNanos = System.nanoTime() - journey.openedNanos();
            meters.sessions.with(journey.route(), journey.upstream()).decrementAndGet();
            timeLatest(meters.sessionTime.with(journey.route()), openNanos, journey);
        } else {
            meters.handshakesOpen.with(journey.listener()).decrementAndGet();
            meters.handshakes.with(journey.listener(), journey.route(), code).increment();
        }
        meters.endings
                .with(
                        journey.route(),
                        journey.upstream(),
                        ending.phase().label(),
                        ending.cause().label(),
                        code)
                .increment();
    }

    /** @param timer of what was told of last */
    private void timeLatest(Timer timer, long nanos, Journey journey) {
        if (traces == null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        } else {
            traces.timeLatest(timer, nanos, journey);
        }
    }

    /**
     * The pong to our ping came; the journey notes it too.
     *
     * @param nanos since the ping; does nothing if below 0, as of a pong that came late, twice or unasked
     */
    public void roundTrip(Journey journey, Side side, long nanos) {
        if (nanos < 0) {
            return;
        }
        journey.roundTrip(side, nanos);
        if (side == Side.UPSTREAM) {
            meters.traffic
                    .endpointRoundTrip
                    .with(journey.upstream(), journey.endpoint())
                    .accumulateAndGet(nanos, (mean, last) -> mean == 0 ? last : mean + (last - mean) / 8);
        }
        meters.traffic.roundTrip.with(journey.route(), side.label()).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** What the session of {@code journey} counts its frames into: of a leg, nobody's, since the client's session counts them. */
    public RouteCounters countersFor(Journey journey) {
        return journey.leg() == null ? routeCounters(String.valueOf(journey.route())) : uncounted;
    }

    /** What sessions of {@code route} count their frames into, besides their own journey. The same object for each call. */
    public RouteCounters routeCounters(String route) {
        return routes.computeIfAbsent(route, name -> new RouteCounters());
    }

    /** What was sent on this loop so far. */
    LoopTraffic traffic() {
        return LoopTraffic.of(routes.values());
    }

    /** A session has lost its endpoint and seeks another one: {@link #unparked} follows. */
    public void parked(Journey journey) {
        meters.traffic.parked.with(journey.route()).incrementAndGet();
    }

    /** It seeks no more. */
    public void unparked(Journey journey) {
        meters.traffic.parked.with(journey.route()).decrementAndGet();
    }

    /** It goes on at another endpoint, {@code gapNanos} after it lost the one before. */
    public void resumed(Journey journey, long gapNanos) {
        journey.resumed(gapNanos);
        meters.traffic.resumes.with(journey.route(), "resumed").increment();
        meters.traffic.resumeGap.with(journey.route()).record(gapNanos, TimeUnit.NANOSECONDS);
    }

    /** It does not go on. */
    public void notResumed(Journey journey, Cause cause) {
        meters.traffic.resumes.with(journey.route(), cause.label()).increment();
        journey.note(TimelineEvent.NOT_RESUMED, null, cause.label(), 0);
    }

    /** It was moved on purpose, from one endpoint to another, and had none for {@code gapNanos}. */
    public void moved(Journey journey, String result, long gapNanos) {
        journey.moved(System.nanoTime(), gapNanos);
        meters.traffic.moves.with(journey.route(), result).increment();
        meters.traffic.resumeGap.with(journey.route()).record(gapNanos, TimeUnit.NANOSECONDS);
    }

    /** It was to be moved on purpose, and was not. */
    public void notMoved(Journey journey, String result) {
        journey.note(TimelineEvent.NOT_MOVED, null, result, 0);
        meters.traffic.moves.with(journey.route(), result).increment();
    }

    /** Messages of a client whose session lost its endpoint. */
    public void resumeMessages(Journey journey, ResumedMessages what, long messages) {
        if (messages > 0) {
            meters.traffic.resumeMessages.with(journey.route(), what.label()).increment((double) messages);
        }
    }

    /** {@code side} is not read for now, for a reason in a word. */
    public void readPaused(Journey journey, Side side, String why) {
        flight.readPaused(journey, side, why);
        journey.timeline().begin(Timeline.kind(TimelineEvent.READ_PAUSED, side, null), why, journey.millis());
    }

    /** {@code side} is read again. */
    public void readAgain(Journey journey, Side side) {
        journey.readAgain(side);
        flight.readAgain(journey, side);
    }

    /** The session has gone over to what a reload made of its route. */
    public void reloaded(Journey journey) {
        journey.note(TimelineEvent.RELOADED, null, null, 0);
    }

    /** What is told of the verdicts on {@code journey}, whose route is known. */
    public Verdicts verdicts(Journey journey) {
        return journey.countedBy(verdicts(String.valueOf(journey.route())));
    }

    /** What counts the verdicts of the filters of {@code route}. The same object for each call. */
    Verdicts verdicts(String route) {
        return verdicts.computeIfAbsent(route, name -> new VerdictMeters(meters.traffic.filterVerdicts, name));
    }

    /** Makes the counts so far visible to other threads. */
    void publish() {
        Map<String, RouteTotals> totals = HashMap.newHashMap(routes.size());
        routes.forEach((route, counters) -> totals.put(route, RouteTotals.of(counters)));
        published = Map.copyOf(totals);
    }

    /** What was last published, by route. From any thread. */
    Map<String, RouteTotals> published() {
        return published;
    }
}
