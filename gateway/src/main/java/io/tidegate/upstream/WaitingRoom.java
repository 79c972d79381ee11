package io.tidegate.upstream;

import io.tidegate.config.WaitingRoomConfig;
import io.tidegate.time.TimerWheel;
import io.tidegate.upstream.Admission.Finding;
import io.tidegate.upstream.Decision.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Applicants that wait for a place, first come first served. Whenever something is given back the first one looks again, on
 * its own loop; when it got its place, the next one does. Shared: the lock guards the order only and is held for a few
 * instructions, by handshakes alone.
 */
final class WaitingRoom {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Admission admission;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Applicant, Waiter> waiters = new LinkedHashMap<>();
    private volatile int size;

    WaitingRoom(Admission admission) {
        this.admission = admission;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Whether there was room. */
    boolean join(Applicant applicant, WaitingRoomConfig config) {
        Waiter waiter = new Waiter(applicant);
        lock.lock();
        try {
            if (waiters.size() >= config.size()) {
                return false;
            }
            waiters.put(applicant, waiter);
            size = waiters.size();
        } finally {
            lock.unlock();
        }
        applicant.loop().arm(waiter, System.nanoTime() + config.timeout().toNanos());
        waiter.wake(); // what was given back between its look and its coming here woke nobody
        return true;
    }

    /** The applicant left. */
    void withdraw(Applicant applicant) {
        Waiter waiter = remove(applicant);
        if (waiter != null) {
            applicant.loop().disarm(waiter);
            wake();
        }
    }

    /** The first one looks again. */
    void wake() {
        if (size > 0) {
            Waiter first = first();
            if (first != null) {
                first.wake();
            }
        }
    }

    private @Nullable Waiter first() {
        lock.lock();
        try {
            return waiters.isEmpty() ? null : waiters.values().iterator().next();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Waiter remove(Applicant applicant) {
        lock.lock();
        try {
            Waiter removed = waiters.remove(applicant);
            size = waiters.size();
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /** One applicant's time limit and its turns. Confined to its loop, but for {@link #wake}. */
    private final class Waiter extends TimerWheel.Timer {
        private final Applicant applicant;
        private boolean looksLater;

        Waiter(Applicant applicant) {
            this.applicant = applicant;
        }

        void wake() {
            try {
                applicant.loop().eventLoop().execute(this::look);
            } catch (RejectedExecutionException e) {
                remove(applicant); // its loop has ended, and with it the client
            }
        }

        @Override
        protected void onTimeout(long nowNanos) {
            decide(new Decision.Refused(Reason.WAITED_TOO_LONG, SOON));
        }

        private void look() {
            if (first() != this) {
                return; // it has left, or was woken for somebody who has
            }
            switch (admission.look(applicant)) {
                case Finding.Final(Decision decision) -> decide(decision);
                case Finding.Busy(Reason _, long nanos) -> lookIn(nanos);
            }
        }

        private void lookIn(long nanos) {
            if (nanos > 0 && !looksLater) {
                looksLater = true;
                var _ = applicant.loop().eventLoop().schedule(this::lookNow, nanos, TimeUnit.NANOSECONDS);
            }
        }

        private void lookNow() {
            looksLater = false;
            look();
        }

        private void decide(Decision decision) {
            if (remove(applicant) == null) {
                return;
            }
            applicant.loop().disarm(this);
            applicant.onDecision(decision);
            WaitingRoom.this.wake();
        }
    }
}
