package io.tidegate.telemetry.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.sdk.common.InstrumentationLibraryInfo;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.tidegate.protocol.TraceContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A span as the exporter wants it. Made on the thread that pushes, not on an event loop. Immutable. */
record SpanExport(
        Resource getResource,
        Span span,
        SpanContext getSpanContext,
        SpanContext getParentSpanContext,
        List<LinkData> getLinks)
        implements SpanData {
    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("io.tidegate");

    /** @param resource that it is of */
    static SpanExport of(Resource resource, Span span) {
        TraceContext link = span.link();
        return new SpanExport(
                resource,
                span,
                context(span.context(), false),
                context(span.parent(), true),
                link == null ? List.of() : List.of(LinkData.create(context(link, true))));
    }

    private static SpanContext context(@Nullable TraceContext place, boolean remote) {
        if (place == null) {
            return SpanContext.getInvalid();
        }
        TraceFlags flags = place.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
        TraceState state = state(place.state());
        return remote
                ? SpanContext.createFromRemoteParent(place.traceIdText(), place.spanIdText(), flags, state)
                : SpanContext.create(place.traceIdText(), place.spanIdText(), flags, state);
    }

    /** In their order; the builder leaves out what is not valid, and puts what comes last in front. */
    private static TraceState state(@Nullable String text) {
        if (text == null) {
            return TraceState.getDefault();
        }
        TraceStateBuilder state = TraceState.builder();
        for (String member : List.of(text.split(",", -1)).reversed()) {
            int equals = member.indexOf('=');
            if (equals > 0) {
                state.put(
                        member.substring(0, equals).strip(),
                        member.substring(equals + 1).strip());
            }
        }
        return state.build();
    }

    @Override
    public String getName() {
        return span.name();
    }

    @Override
    public SpanKind getKind() {
        return span.kind();
    }

    @Override
    public StatusData getStatus() {
        return span.status();
    }

    @Override
    public long getStartEpochNanos() {
        return span.startNanos();
    }

    @Override
    public long getEndEpochNanos() {
        return span.endNanos();
    }

    @Override
    public Attributes getAttributes() {
        return span.attributes();
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public int getTotalRecordedLinks() {
        return getLinks.size();
    }

    @Override
    public int getTotalAttributeCount() {
        return span.attributes().size();
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return SCOPE;
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation") // of an older time; the interface still wants it
    public InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return InstrumentationLibraryInfo.create(SCOPE.getName(), null);
    }
}
