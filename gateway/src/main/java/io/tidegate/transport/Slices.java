package io.tidegate.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps of an event loop that nobody waits for, which get a part of each millisecond: when thousands of connections are lost at
 * once, those who stay are served in between. In their order, and at once while the part is not used up. When the loop ends, all
 * are taken. Confined.
 */
final class Slices {
    private static final Logger LOG = LoggerFactory.getLogger(Slices.class);
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A quarter: an event loop that does nothing but begin and end sessions needs less for their ends. */
    private static final long PART_NANOS = NANOS / 4;

    private final EventLoop eventLoop;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long begunNanos = System.nanoTime() - NANOS;
    private long usedNanos;
    private boolean hooked;

    Slices(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    void run(Runnable step) {
        if (eventLoop.isShuttingDown()) {
            runAll();
            step.run();
        } else if (waiting.isEmpty() && hasTime(System.nanoTime())) {
            timed(step);
        } else {
            boolean first = waiting.isEmpty();
            waiting.add(step);
            if (first) {
                runLater();
            }
        }
    }

    private boolean hasTime(long nowNanos) {
        if (nowNanos - begunNanos >= NANOS) {
            begunNanos = nowNanos;
            usedNanos = 0;
        }
        return usedNanos < PART_NANOS;
    }

    private void timed(Runnable step) {
        long startNanos = System.nanoTime();
        try {
            step.run();
        } finally {
            usedNanos += System.nanoTime() - startNanos;
        }
    }

    private void runLater() {
        if (!hooked && eventLoop instanceof SingleThreadEventExecutor executor) {
            hooked = true;
            executor.addShutdownHook(this::runAll); // what is scheduled is not run any more then
        }
        Future<?> _ = eventLoop.schedule(this::runSome, NANOS, TimeUnit.NANOSECONDS);
    }

    private void runSome() {
        while (!waiting.isEmpty() && hasTime(System.nanoTime())) {
            timed(this::runFirst);
        }
        if (!waiting.isEmpty()) {
            runLater();
        }
    }

    private void runAll() {
        while (!waiting.isEmpty()) {
            runFirst();
        }
    }

    private void runFirst() {
        try {
            waiting.remove().run();
        } catch (RuntimeException e) { // a fault of one; the others are not to wait for it
            LOG.error("a step of an event loop failed", e);
        }
    }
}
