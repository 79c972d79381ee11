package io.tidegate.telemetry;

import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.FastThreadLocal;
import io.prometheus.metrics.tracer.common.SpanContext;
import io.tidegate.protocol.TraceContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells histograms whose span it is that they measure, so that a bucket leads to a trace. Shared; what it tells is the thread's own. */
final class Exemplars implements SpanContext {
    private final FastThreadLocal<@Nullable TraceContext> measured = new FastThreadLocal<>();

    /** Records a time, of this span if it is known. */
    void record(Timer timer, long nanos, @Nullable TraceContext span) {
        if (span == null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
            return;
        }
        measured.set(span);
        try {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        } finally {
            measured.remove();
        }
    }

    @Override
    public @Nullable String getCurrentTraceId() {
        TraceContext span = measured.get();
        return span == null ? null : span.traceIdText();
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        TraceContext span = measured.get();
        return span == null ? null : span.spanIdText();
    }

    @Override
    public boolean isCurrentSpanSampled() {
        TraceContext span = measured.get();
        return span != null && span.sampled();
    }

    /** Nobody asks which spans are exemplars. */
    @Override
    public void markCurrentSpanAsExemplar() {}
}
