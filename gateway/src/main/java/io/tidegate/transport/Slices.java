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
 * Steps of an event loop that nobody waits for: when thousands of connections are lost at once, those who stay are served in
 * between. In their order, and at once while there are few. Of many a part is taken each millisecond that grows with their number,
 * so that most are dealt with within seconds, however many they are. When the loop ends, all are taken. Confined.
 */
final class Slices {
    private static final Logger LOG = LoggerFactory.getLogger(Slices.class);
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** In a millisecond. The kernel's part of closing a connection comes behind the step, and is most of it. */
    private static final int FEW = 4;

    /** Of those that wait one in so many is taken in a millisecond: the mean wait in milliseconds. */
    private static final int PART = 1000;

    private final EventLoop eventLoop;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long begunNanos = System.nanoTime() - NANOS;
    private int taken;
    private boolean hooked;

    Slices(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    void run(Runnable step) {
        if (eventLoop.isShuttingDown()) {
            runAll();
            step.run();
        } else if (!waiting.isEmpty()) {
            waiting.add(step);
        } else if (mayTake(System.nanoTime())) {
            step.run();
        } else {
            waiting.add(step);
            runLater();
        }
    }

    private boolean mayTake(long nowNanos) {
        if (nowNanos - begunNanos >= NANOS) {
            begunNanos = nowNanos;
            taken = 0;
        }
        return ++taken <= FEW;
    }

    private void runLater() {
        if (!hooked && eventLoop instanceof SingleThreadEventExecutor executor) {
            hooked = true;
            executor.addShutdownHook(this::runAll); // what is scheduled is not run any more then
        }
        Future<?> _ = eventLoop.schedule(this::runSome, NANOS, TimeUnit.NANOSECONDS);
    }

    private void runSome() {
        int most = Math.max(FEW, waiting.size() / PART);
        for (int i = 0; i < most && !waiting.isEmpty(); i++) {
            runFirst();
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
