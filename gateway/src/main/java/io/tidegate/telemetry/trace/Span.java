package io.tidegate.telemetry.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.tidegate.protocol.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done, when it is over: none is open while it goes on. Immutable.
 *
 * @param context its own
 * @param parent null for a root
 * @param link what it follows from without being a part of it; null for nothing
 * @param startNanos as Unix time
 */
public record Span(
        String name,
        SpanKind kind,
        TraceContext context,
        @Nullable TraceContext parent,
        @Nullable TraceContext link,
        long startNanos,
        long endNanos,
        Attributes attributes,
        StatusData status) {}
