package io.tidegate.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How far a run has come: told by its loops, waited for by whoever runs it. Shared. */
final class Course {
    /** Each connection has been opened, or has failed to. */
    final CountDownLatch settled = new CountDownLatch(1);

    /** Nothing is left to be measured, or the user wants the end. */
    final CountDownLatch over = new CountDownLatch(1);

    private final int connections;
    private final AtomicInteger unsettled;
    private final AtomicInteger left;
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean everOpened;
    private volatile boolean interrupted;

    Course(int connections) {
        this.connections = connections;
        this.unsettled = new AtomicInteger(connections);
        this.left = new AtomicInteger(connections);
    }

    void onOpened() {
        everOpened = true;
        settle();
    }

    /** A connection that is not tried again. */
    void onFailed() {
        settle();
        onLost();
    }

    /** A connection that is tried again, which has no sense if none ever opens. */
    void onFailedForNow() {
        if (failures.incrementAndGet() >= connections && !everOpened) {
            end();
        }
    }

    /** An open connection has ended, and no other takes its place. */
    void onLost() {
        if (left.decrementAndGet() == 0) {
            end();
        }
    }

    void interrupt() {
        interrupted = true;
        end();
    }

    boolean isInterrupted() {
        return interrupted;
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    private void settle() {
        if (unsettled.decrementAndGet() == 0) {
            settled.countDown();
        }
    }

    private void end() {
        over.countDown();
        settled.countDown();
    }
}
