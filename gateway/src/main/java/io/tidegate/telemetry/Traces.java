package io.tidegate.telemetry;

import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.tidegate.config.ConfigException;
import io.tidegate.config.Percentage;
import io.tidegate.config.RouteConfig;
import io.tidegate.config.TraceConfig;
import io.tidegate.config.TracingConfig;
import io.tidegate.filter.MessageSpans;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.TraceContext;
import io.tidegate.telemetry.otlp.Otlp;
import io.tidegate.telemetry.trace.Span;
import io.tidegate.telemetry.trace.SpanQueue;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells of clients' ways in spans: of those that are sampled, one for each thing when it is over, so that nothing is held while it
 * lasts. Called on the clients' loops. Shared.
 */
final class Traces implements MessageSpans, AutoCloseable {
    private final TracingConfig config;
    private final SpanQueue spans;
    private final Exemplars exemplars;

    private Traces(TracingConfig config, SpanQueue spans, Exemplars exemplars) {
        this.config = config;
        this.spans = spans;
        this.exemplars = exemplars;
    }

    /**
     * As {@code config} says.
     *
     * @param exemplars what the histograms ask whose span they measure
     * @throws ConfigException if the receiver cannot be used here
     */
    static Traces of(TracingConfig config, Otlp.Self self, MeterFactory make, Exemplars exemplars) {
        return new Traces(config, new SpanQueue(config, self, new SpanMeters(make)), exemplars);
    }

    /** Something that was done, by the loop's clock. */
    private record Deed(
            String name,
            SpanKind kind,
            long startNanos,
            long endNanos,
            @Nullable String fault) {
        Deed(String name, SpanKind kind, long startNanos, long endNanos) {
            this(name, kind, startNanos, endNanos, null);
        }
    }

    /** Where it stands among others. */
    private record Standing(
            TraceContext context,
            @Nullable TraceContext parent,
            @Nullable TraceContext link) {}

    /** Begins to send. */
    void start() {
        spans.start();
    }

    @Override
    public void close() {
        spans.close();
    }

    /**
     * The client's request is known: its trace begins, or goes on.
     *
     * @param route null if none matches
     */
    void requested(Journey journey, String method, Handshake handshake, @Nullable RouteConfig route) {
        TraceConfig own = route == null ? null : route.trace();
        Percentage sample = Objects.requireNonNullElse(own == null ? null : own.sample(), config.sample());
        boolean trusts = Objects.requireNonNullElse(own == null ? null : own.trustClient(), config.trustClient());
        TraceContext clients = TraceContext.of(handshake.headers());
        TraceContext parent = trusts ? clients : null;
        handshake.removedToEndpoint().add(TraceContext.STATE_FIELD); // it goes with the parent that an attempt sends
        journey.follow(new Trail(
                parent == null ? TraceContext.begin(sample) : parent.next(),
                new Trail.Request(
                        parent,
                        parent == null ? clients : null,
                        method,
                        route == null ? null : route.match().path(),
                        handshake.host(),
                        handshake.secure())));
    }

    /**
     * A handshake filter that had to wait has come to a verdict, or is asked no more.
     *
     * @param verdict in a word
     */
    void deferred(Journey journey, String filter, String verdict, long nanos) {
        AttributesBuilder about =
                Attributes.builder().put("tidegate.filter", filter).put("tidegate.verdict", verdict);
        part(journey, filter, about, nanos);
    }

    /** The client has waited for its turn. */
    void waited(Journey journey, String upstream, String result, long nanos) {
        AttributesBuilder about =
                Attributes.builder().put("tidegate.upstream", upstream).put("tidegate.result", result);
        part(journey, "wait " + upstream, about, nanos);
    }

    private void part(Journey journey, String name, AttributesBuilder about, long nanos) {
        Trail trail = sampled(journey);
        if (trail != null) {
            long endNanos = System.nanoTime();
            var deed = new Deed(name, SpanKind.INTERNAL, endNanos - nanos, endNanos);
            about.put("tidegate.session", journey.sessionId());
            tell(journey, deed, within(journey, trail, trail.next()), about);
        }
    }

    /** An attempt begins: its request tells the endpoint its place in the trace, unless a filter removes that. */
    void attempting(Journey journey, Handshake handshake) {
        Trail trail = journey.trail();
        if (trail == null) {
            return;
        }
        TraceContext place = trail.next();
        if (handshake.removedToEndpoint().stream().anyMatch(TraceContext.PARENT_FIELD::equalsIgnoreCase)) {
            return;
        }
        HeaderList request = handshake.toEndpoint();
        request.set(TraceContext.PARENT_FIELD, place.traceparent());
        String state = place.state();
        if (state != null) {
            request.set(TraceContext.STATE_FIELD, state);
        }
    }

    /** It has ended. */
    void attempted(Journey journey, AttemptOutcome outcome) {
        Trail trail = sampled(journey);
        if (trail != null) {
            long endNanos = System.nanoTime();
            var deed = new Deed(
                    "connect " + journey.upstream(),
                    SpanKind.CLIENT,
                    endNanos - outcome.nanos(),
                    endNanos,
                    outcome.fault().isEmpty() ? null : outcome.fault());
            tell(journey, deed, within(journey, trail, trail.latest()), SpanAttributes.attempt(journey, outcome));
        }
    }

    /** 101 goes out, or a leg is open. */
    void opened(Journey journey) {
        Trail trail = journey.trail();
        if (trail == null || journey.leg() != null) {
            return;
        }
        if (trail.isSampled()) {
            AttributesBuilder about = SpanAttributes.of(journey).put("http.response.status_code", 101);
            handshake(journey, trail, journey.openedNanos(), null, about);
        }
        trail.forgetRequest();
    }

    /** A client's stay has ended, or a leg. */
    void ended(Journey journey, Ending ending) {
        if (journey.trail() == null) {
            journey.follow(new Trail(TraceContext.begin(config.sample()), null));
        }
        Trail trail = sampled(journey);
        if (trail == null) {
            return;
        }
        String fault = SpanAttributes.isFailure(ending) ? ending.reason() : null;
        long endNanos = System.nanoTime();
        AttributesBuilder about = SpanAttributes.of(journey);
        SpanAttributes.ending(about, ending);
        if (isInHandshake(journey)) {
            SpanAttributes.answer(about, ending);
            handshake(journey, trail, endNanos, fault, about);
        } else {
            SpanAttributes.traffic(about, journey, ending);
            String name = journey.leg() == null ? "session " + journey.route() : "leg " + journey.leg();
            long startNanos = journey.openedNanos() == 0 ? journey.acceptedNanos() : journey.openedNanos();
            var deed = new Deed(name, SpanKind.INTERNAL, startNanos, endNanos, fault);
            tell(journey, deed, within(journey, trail, trail.next()), about);
        }
    }

    /** Records how long a handshake took. */
    void timeHandshake(Timer timer, long nanos, Journey journey) {
        Trail trail = sampled(journey);
        exemplars.record(timer, nanos, trail == null ? null : trail.handshake());
    }

    /** Records how long that took which was told of last. */
    void timeLatest(Timer timer, long nanos, Journey journey) {
        Trail trail = sampled(journey);
        exemplars.record(timer, nanos, trail == null ? null : trail.latest());
    }

    /** Its own parent, or a trace of its own: the session's is about the session. */
    @Override
    public void passed(Passed message) {
        long endNanos = System.nanoTime();
        long unixNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        spans.offer(new Span(
                "message " + message.route(),
                SpanKind.CONSUMER,
                message.place(),
                message.parent(),
                null,
                unixNanos - (endNanos - message.startNanos()),
                unixNanos,
                SpanAttributes.message(message),
                StatusData.unset()));
    }

    private void handshake(
            Journey journey, Trail trail, long endNanos, @Nullable String fault, AttributesBuilder about) {
        Trail.Request request = trail.request();
        SpanAttributes.request(about, journey, request);
        var deed = new Deed(SpanAttributes.name(request), SpanKind.SERVER, journey.acceptedNanos(), endNanos, fault);
        TraceContext parent = request == null ? null : request.parent();
        TraceContext link = request == null ? null : request.link();
        tell(journey, deed, new Standing(trail.handshake(), parent, link), about);
    }

    private void tell(Journey journey, Deed deed, Standing standing, AttributesBuilder about) {
        String fault = deed.fault();
        spans.offer(new Span(
                deed.name(),
                deed.kind(),
                standing.context(),
                standing.parent(),
                standing.link(),
                unixNanos(journey, deed.startNanos()),
                unixNanos(journey, deed.endNanos()),
                about.build(),
                fault == null ? StatusData.unset() : StatusData.create(StatusCode.ERROR, fault)));
    }

    /** As a part of the client's handshake while that lasts; after it, as what follows from it. */
    private static Standing within(Journey journey, Trail trail, TraceContext context) {
        return isInHandshake(journey)
                ? new Standing(context, trail.handshake(), null)
                : new Standing(context, null, trail.handshake());
    }

    private static boolean isInHandshake(Journey journey) {
        return journey.openedNanos() == 0 && journey.leg() == null;
    }

    private static @Nullable Trail sampled(Journey journey) {
        Trail trail = journey.trail();
        return trail == null || !trail.isSampled() ? null : trail;
    }

    private static long unixNanos(Journey journey, long nanos) {
        return TimeUnit.MILLISECONDS.toNanos(journey.acceptedMillis()) + nanos - journey.acceptedNanos();
    }
}
