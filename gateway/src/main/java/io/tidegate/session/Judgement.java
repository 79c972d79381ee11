package io.tidegate.session;

import io.tidegate.config.ResumeConfig;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.MessageFilters;
import io.tidegate.route.Route;
import io.tidegate.route.RouteChange;
import io.tidegate.route.SessionLimits;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.transport.Loop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an open session is judged by: its route, with limits and filters, as the reloads since have made them. Confined. */
final class Judgement {
    private final Journey journey;
    private final LoopTelemetry telemetry;
    private final Loop loop;
    private final SessionParts parts;
    private final Watchdog watchdog;
    private Route route;
    private MessageFilters messageFilters;

    Judgement(SessionParts parts, Journey journey, LoopTelemetry telemetry, Loop loop, Watchdog watchdog) {
        this.journey = journey;
        this.telemetry = telemetry;
        this.loop = loop;
        this.parts = parts;
        this.watchdog = watchdog;
        this.route = parts.route();
        this.messageFilters = parts.messageFilters();
    }

    /** How the session outlives its endpoint; null if it does not. */
    @Nullable
    ResumeConfig resume() {
        return route.config().resume();
    }

    /** What the session is made of. */
    SessionParts parts() {
        return parts;
    }

    Loop loop() {
        return loop;
    }

    /** Its route, as the last reload that it has followed has made it. */
    Route route() {
        return route;
    }

    /** What judges its messages; {@link MessageFilters#UNREAD} where those are not read. */
    MessageFilters messageFilters() {
        return messageFilters;
    }

    SessionLimits limits() {
        return route.limits();
    }

    /**
     * Brings the session over to what reloads have made of its route.
     *
     * @param ending whether it is about to leave anyhow, so that nothing of it changes any more
     * @return the latest change for which the session must leave; null if it may stay
     */
    @Nullable
    RouteChange follow(boolean ending) {
        RouteChange leaving = null;
        for (RouteChange change = route.change(); change != null; change = change.following()) {
            leaving = rebind(change, ending) && !change.onRemoved().keeps() ? change : leaving;
        }
        return leaving;
    }

    /** Whether the session would not be here, or not as it is, under the configuration of {@code change}. */
    private boolean rebind(RouteChange change, boolean ending) {
        boolean behind = change.leavesBehind(journey.upstream());
        if (change.next() == null || ending) {
            return behind;
        }
        route = change.next();
        var context = new FilterContext(
                journey.sessionId(),
                route.name(),
                loop.clock(),
                loop.eventLoop(),
                telemetry.verdicts(journey),
                Objects.requireNonNull(journey.keys()),
                journey.stay(),
                messageFilters != MessageFilters.UNREAD,
                telemetry.audit());
        RouteChange.Rebound rebound =
                change.rebind(parts.fromClient().judge().newestFilters(), messageFilters, context);
        messageFilters = rebound.messages();
        var binding = new Binding(
                rebound.filters(), messageFilters, route.limits(), DeadLetters.of(route, journey, telemetry));
        parts.fromClient().rebind(binding);
        parts.fromUpstream().rebind(binding);
        if (parts.legs() != null) {
            parts.legs().rebind(route, binding);
        }
        parts.reserve().limit(route.limits().memoryBytes());
        watchdog.rebind(route.limits(), journey.openedNanos(), System.nanoTime());
        loop.clock().burstEnded(); // filters may have read it
        telemetry.reloaded(journey);
        return behind || rebound.admissionChanged();
    }
}
