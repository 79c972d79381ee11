package io.tidegate.telemetry;

import io.micrometer.core.instrument.Timer;
import io.netty.channel.EventLoop;
import io.tidegate.transport.Loop;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Measures once a second how late each event loop runs a task that is due. Shared. */
final class LoopProbes implements AutoCloseable {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Timer delay;
    private volatile boolean closed;

    private LoopProbes(Timer delay) {
        this.delay = delay;
    }

    static LoopProbes start(List<Loop> loops, Timer delay) {
        LoopProbes probes = new LoopProbes(delay);
        loops.forEach(loop -> probes.schedule(loop.eventLoop()));
        return probes;
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
        delay.record(Math.max(0, System.nanoTime() - dueNanos), TimeUnit.NANOSECONDS);
        schedule(loop);
    }
}
