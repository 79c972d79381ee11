package io.tidegate.telemetry;

import io.micrometer.core.instrument.Timer;
import io.netty.channel.EventLoop;
import io.tidegate.transport.Loop;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Measures once a second how late each event loop runs a task that is due. Shared. */
final class LoopProbes implements AutoCloseable {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Timer delay;
    private final AtomicLong most = new AtomicLong();
    private volatile boolean closed;

    private LoopProbes(Timer delay) {
        this.delay = delay;
    }

    static LoopProbes start(List<Loop> loops, Timer delay) {
        LoopProbes probes = new LoopProbes(delay);
        loops.forEach(loop -> probes.schedule(loop.eventLoop()));
        return probes;
    }

    /** The latest that a task was since the last call, in nanoseconds. */
    long takeMost() {
        return most.getAndSet(0);
    }

    /** Stops with the next measurement of each loop. */
    @Override
    public void close() {
        closed = true;
    }

    private void schedule(EventLoop loop) {
        if (closed || loop.isShuttingDown()) {
            return;
        }
        long dueNanos = System.nanoTime() + INTERVAL_NANOS;
        Future<?> _ = loop.schedule(() -> measure(loop, dueNanos), INTERVAL_NANOS, TimeUnit.NANOSECONDS);
    }

    private void measure(EventLoop loop, long dueNanos) {
        long late = Math.max(0, System.nanoTime() - dueNanos);
        delay.record(late, TimeUnit.NANOSECONDS);
        most.accumulateAndGet(late, Math::max);
        schedule(loop);
    }
}
