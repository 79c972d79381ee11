package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.tidegate.telemetry.trace.SpanCounts;

/** Counts what becomes of spans. Shared. */
final class SpanMeters implements SpanCounts {
    private final Counter exported;
    private final Counter dropped;
    private final Counter failed;
    private final Counter taken;
    private final Counter refused;

    SpanMeters(MeterFactory make) {
        Family<Counter> spans = make.counters("trace.spans", "Spans by what became of them.", "result");
        exported = spans.with("exported");
        dropped = spans.with("dropped");
        failed = spans.with("failed");
        Family<Counter> pushes =
                make.counters("trace.pushes", "Pushes of spans, by whether they were taken.", "result");
        taken = pushes.with("pushed");
        refused = pushes.with("failed");
    }

    @Override
    public void exported(int spans) {
        exported.increment(spans);
    }

    @Override
    public void dropped(int spans) {
        dropped.increment(spans);
    }

    @Override
    public void failed(int spans) {
        failed.increment(spans);
    }

    @Override
    public void pushed(boolean done) {
        (done ? taken : refused).increment();
    }
}
