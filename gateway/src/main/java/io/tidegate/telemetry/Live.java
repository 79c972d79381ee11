package io.tidegate.telemetry;

import io.tidegate.telemetry.LiveSample.ProcessHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples of the last ten minutes, one each two seconds, so that a console opened in an incident shows what came before. Shared;
 * taken on a virtual thread of its own, which asks each event loop for four numbers.
 */
public final class Live implements AutoCloseable {
    /** From one sample to the next. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final int KEPT = 300;

    private final Meters meters;
    private final LoopReadings readings;
    private final LoopProbes probes;
    private final Deque<LiveSample> samples = new ArrayDeque<>(); // guarded by lock
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread sampling = Thread.ofVirtual().name("tidegate-live").unstarted(this::run);
    private @Nullable ProcessReadings process; // touched by who samples
    private @Nullable LiveCounts before;
    private boolean failed; // touched by who samples

    Live(Meters meters, LoopReadings readings, LoopProbes probes) {
        this.meters = meters;
        this.readings = readings;
        this.probes = probes;
    }

    Live started() {
        sampling.start();
        return this;
    }

    /**
     * Samples in the order of their times.
     *
     * @param after only those of later; null for all that are kept
     */
    public List<LiveSample> samples(@Nullable Instant after) {
        lock.lock();
        try {
            return samples.stream()
                    .filter(sample -> after == null || sample.at().isAfter(after))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a sample of what happened since the last call; the first call only begins. */
    void sample() throws InterruptedException {
        ProcessReadings jvm = process == null ? new ProcessReadings() : process;
        process = jvm;
        LiveCounts now = LiveCounts.of(meters, readings.now(), jvm.gcMillis());
        LiveCounts last = before;
        before = now;
        double delayMillis = probes.takeMost() / (double) TimeUnit.MILLISECONDS.toNanos(1);
        if (last != null) {
            ProcessHealth health = jvm.now(now.gcMillis() - last.gcMillis());
            keep(now.since(last, meters, Math.round(delayMillis * 100) / 100.0, health));
        }
    }

    private void keep(LiveSample sample) {
        lock.lock();
        try {
            if (samples.size() == KEPT) {
                samples.removeFirst();
            }
            samples.addLast(sample);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            do {
                sampleOrTell();
            } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As {@link #sample}; a failure is logged, once for those in a row, and the next call tries again. */
    void sampleOrTell() throws InterruptedException {
        try {
            sample();
            failed = false;
        } catch (RuntimeException e) {
            if (!failed) { // once, not each two seconds
                LOG.error("a sample for the console could not be taken; the next ones are tried", e);
            }
            failed = true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            sampling.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
