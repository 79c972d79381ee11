package io.tidegate.bench;

import io.tidegate.protocol.HotPath;
import org.HdrHistogram.Histogram;

/**
 * What was counted for a while. A loop owns one and fills it; when it is asked for, it hands that over and goes on with an
 * empty one, so that nothing is copied under load. Confined to whoever has it.
 */
final class Tally {
    private static final long MOST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    final Histogram latency = new Histogram(MOST_NANOS, DIGITS);
    final Histogram sendDelay = new Histogram(MOST_NANOS, DIGITS);
    final Histogram handshake = new Histogram(MOST_NANOS, DIGITS);
    final Histogram wakeUpDelay = new Histogram(MOST_NANOS, DIGITS);
    final Failures failures = new Failures();

    /** For how long it was counted; of all loops together where tallies were added. */
    long spanNanos;

    /** What the loop's thread used of it. */
    long cpuNanos;

    long sent;
    long received;
    long receivedBytes;
    long opened;
    long unanswered;
    long unexpected;
    String unexpectedExample = "";

    /** Gauges, as they were when it was handed over. */
    long open;

    long backlog;

    /** A time, cut to what the histogram holds. */
    @HotPath
    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, MOST_NANOS));
    }

    /**
     * Takes over what {@code more} has.
     *
     * @param traffic whether also what rates are made of, which counts only within what is measured
     */
    void add(Tally more, boolean traffic) {
        latency.add(more.latency);
        sendDelay.add(more.sendDelay);
        handshake.add(more.handshake);
        wakeUpDelay.add(more.wakeUpDelay);
        failures.addAll(more.failures);
        opened += more.opened;
        unanswered += more.unanswered;
        if (unexpected == 0) {
            unexpectedExample = more.unexpectedExample;
        }
        unexpected += more.unexpected;
        if (traffic) {
            spanNanos += more.spanNanos;
            cpuNanos += more.cpuNanos;
            sent += more.sent;
            received += more.received;
            receivedBytes += more.receivedBytes;
        }
    }

    /** As new. */
    void clear() {
        latency.reset();
        sendDelay.reset();
        handshake.reset();
        wakeUpDelay.reset();
        failures.clear();
        spanNanos = 0;
        cpuNanos = 0;
        sent = 0;
        received = 0;
        receivedBytes = 0;
        opened = 0;
        unanswered = 0;
        unexpected = 0;
        unexpectedExample = "";
        open = 0;
        backlog = 0;
    }
}
