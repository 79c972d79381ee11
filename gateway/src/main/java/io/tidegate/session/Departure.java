package io.tidegate.session;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Ends the chosen sessions of one loop one after the other, in their order. Confined to it once started. */
final class Departure implements Runnable {
    private static final int KILLS = 100; // in one task
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final EventLoop eventLoop;
    private final List<Registered> sessions;
    private final SessionRegistry.Farewell words;
    private long startNanos;
    private long overNanos;
    private Duration comeBackWithin = Duration.ZERO;
    private int next;

    Departure(EventLoop eventLoop, List<Registered> sessions, SessionRegistry.Farewell words) {
        this.eventLoop = eventLoop;
        this.sessions = sessions;
        this.words = words;
    }

    int size() {
        return sessions.size();
    }

    /** @param comeBack within what time who is asked to come back shall do so; each is told a time of its own */
    void start(Duration over, Duration comeBack) {
        comeBackWithin = comeBack;
        startNanos = System.nanoTime();
        overNanos = over.toNanos();
        if (!sessions.isEmpty()) {
            schedule(0);
        }
    }

    @Override
    public void run() {
        int due = due(System.nanoTime() - startNanos);
        int last = Math.min(due, next + KILLS);
        while (next < last) {
            words.to(sessions.get(next++), comeBackWithin);
        }
        if (next < sessions.size()) {
            schedule(next < due ? 0 : Math.max(STEP_NANOS, overNanos / sessions.size()));
        }
    }

    /** How many should have ended by now: the first at once, the last when the time is over. */
    private int due(long elapsedNanos) {
        int size = sessions.size();
        return elapsedNanos >= overNanos ? size : 1 + (int) ((double) elapsedNanos / overNanos * (size - 1));
    }

    private void schedule(long delayNanos) {
        try {
            Future<?> _ = eventLoop.schedule(this, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            next = sessions.size(); // the loop has ended, and with it its sessions
        }
    }
}
