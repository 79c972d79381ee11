package io.tidegate.bench;

import io.tidegate.config.Rate;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** All that the loops of a run have counted so far, and the result that it makes. Confined to whoever runs it. */
final class Totals {
    private static final double NANOS_PER_SECOND = 1e9;

    /** From here on a loop's own work delays what it measures. */
    private static final double SATURATED_CPU_PERCENT = 90;

    private static final long LATE_NANOS = 10_000_000;
    private static final long NOTABLE_NANOS = 1_000_000;

    private final BenchPlan plan;
    private final Tally sum = new Tally();
    private final long[] cpuNanos;
    private Tally spare = new Tally();
    private boolean measuring;
    private long measuredNanos;
    private long open;
    private long openAtEnd;
    private long backlog;
    private long backlogMost;
    private long backlogAtEnd;
    private double perSecond;

    Totals(BenchPlan plan) {
        this.plan = plan;
        this.cpuNanos = new long[plan.eventLoops()];
    }

    void fail(Fault fault) {
        sum.failures.count(fault.cause(), 1, fault.example());
    }

    /** What is collected from now on is within the measured time. */
    void beginMeasuring() {
        measuring = true;
    }

    /** What was collected last was the end of the measured time. */
    void endMeasuring() {
        measuring = false;
        openAtEnd = open;
        backlogAtEnd = backlog;
    }

    /** Takes what all loops have counted since the last time. */
    void collect(Iterable<LoadLoop> loops) {
        open = 0;
        backlog = 0;
        perSecond = 0;
        int index = 0;
        for (LoadLoop loop : loops) {
            Tally part = loop.swap(spare);
            add(part, index++);
            part.clear();
            spare = part;
        }
        if (measuring) {
            measuredNanos = sum.spanNanos / plan.eventLoops();
            backlogMost = Math.max(backlogMost, backlog);
        }
    }

    private void add(Tally part, int index) {
        sum.add(part, measuring);
        open += part.open;
        backlog += part.backlog;
        long events = plan.mode() == BenchMode.STORM ? part.opened : part.received;
        perSecond += events * NANOS_PER_SECOND / Math.max(1, part.spanNanos);
        if (measuring) {
            cpuNanos[index] += part.cpuNanos;
        }
    }

    BenchProgress progress(String phase, long seconds) {
        return new BenchProgress(
                phase, seconds, open, perSecond, p99Nanos(), sum.failures.total() + sum.unanswered + sum.unexpected);
    }

    /** For the end of the run. */
    BenchResult result(String ended) {
        sum.failures.count(
                "unanswered", sum.unanswered, "sent or due, and no answer until the end of the connection or the run");
        sum.failures.count("unexpected-message", sum.unexpected, sum.unexpectedExample);
        return new BenchResult(
                plan.target().url(),
                plan.mode().toString(),
                ended,
                seconds(),
                settings(),
                connections(),
                plan.mode() == BenchMode.STORM ? null : messages(),
                plan.mode() == BenchMode.ECHO ? BenchResult.Times.of(sum.latency) : null,
                plan.sending().rate() == null ? null : pace(),
                BenchResult.Times.of(sum.handshake),
                generator(),
                sum.failures.list());
    }

    private BenchResult.Settings settings() {
        BenchPlan.Sending sending = plan.sending();
        return new BenchResult.Settings(
                plan.connections(),
                sending.inFlight(),
                perSecond(sending.rate()),
                sending.size().bytes(),
                sending.text(),
                seconds(plan.warmUp()),
                seconds(plan.duration()));
    }

    private BenchResult.Connections connections() {
        Double storm = plan.mode() == BenchMode.STORM ? rate(sum.opened) : null;
        return new BenchResult.Connections(sum.opened, storm, openAtEnd);
    }

    private BenchResult.Messages messages() {
        return new BenchResult.Messages(
                sum.sent,
                sum.received,
                rate(sum.sent),
                rate(sum.received),
                rate(sum.sent * plan.sending().size().bytes()),
                rate(sum.receivedBytes),
                sum.unanswered);
    }

    private BenchResult.Pace pace() {
        return new BenchResult.Pace(BenchResult.Times.of(sum.sendDelay), backlogAtEnd, backlogMost);
    }

    private BenchResult.Generator generator() {
        long busiestNanos = 0;
        for (long nanos : cpuNanos) {
            busiestNanos = Math.max(busiestNanos, nanos);
        }
        double percent = rounded(100.0 * busiestNanos / Math.max(1, measuredNanos), 10);
        boolean saturated = plan.mode() != BenchMode.IDLE && (percent >= SATURATED_CPU_PERCENT || isLate());
        return new BenchResult.Generator(plan.eventLoops(), percent, BenchResult.Times.of(sum.wakeUpDelay), saturated);
    }

    /** Whether the loops came so late to what was due that it tells in the figures. */
    private boolean isLate() {
        if (sum.wakeUpDelay.getTotalCount() == 0) {
            return false;
        }
        long lateNanos = sum.wakeUpDelay.getValueAtPercentile(99);
        return lateNanos >= LATE_NANOS || (lateNanos >= NOTABLE_NANOS && p99Nanos() > 0 && lateNanos >= p99Nanos() / 2);
    }

    /** Of what the mode is for; 0 if nothing was measured. */
    private long p99Nanos() {
        Histogram times = plan.mode() == BenchMode.STORM ? sum.handshake : sum.latency;
        return times.getTotalCount() == 0 ? 0 : times.getValueAtPercentile(99);
    }

    private double seconds() {
        return rounded(measuredNanos / NANOS_PER_SECOND, 1000);
    }

    /** Per second of the measured time. */
    private double rate(long count) {
        return measuredNanos == 0 ? 0 : rounded(count * NANOS_PER_SECOND / measuredNanos, 10);
    }

    private static @Nullable Double perSecond(@Nullable Rate rate) {
        return rate == null
                ? null
                : rate.events() * NANOS_PER_SECOND / rate.per().toNanos();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static double rounded(double value, int parts) {
        return (double) Math.round(value * parts) / parts;
    }
}
