package io.tidegate.upstream;

import io.tidegate.config.WaitingRoomConfig;
import io.tidegate.time.Jitter;
import io.tidegate.time.TimerWheel;
import io.tidegate.upstream.Admission.Finding;
import io.tidegate.upstream.Decision.Reason;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Applicants that wait for a place: those who have been here before the others, and otherwise first come, first served. Whenever
 * something is given back the first one looks again, on its own loop; when it got its place, the next one does. In a full room
 * who has been here takes the place of the newcomer who came last. Shared: the lock guards the order only and is held for a few
 * instructions, by handshakes alone.
 */
final class WaitingRoom {
    private final Admission admission;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Applicant, Waiter> returning = new LinkedHashMap<>();
    private final LinkedHashMap<Applicant, Waiter> newcomers = new LinkedHashMap<>();
    private final Map<Applicant, Waiter> displaced = new HashMap<>(); // yet to be told
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

    /** What those are told for whom there is no room. */
    static Decision.Refused full() {
        return new Decision.Refused(Reason.WAITING_ROOM_FULL, Jitter.soon());
    }

    /**
     * Whether there was room.
     *
     * @param hasBeenHere whether it goes before those who have not
     */
    boolean join(Applicant applicant, boolean hasBeenHere, WaitingRoomConfig config) {
        Waiter waiter = new Waiter(applicant);
        Waiter leaves = null;
        lock.lock();
        try {
            if (size >= config.size()) {
                leaves = hasBeenHere ? displaceNewcomer() : null;
                if (leaves == null) {
                    return false;
                }
            }
            (hasBeenHere ? returning : newcomers).put(applicant, waiter);
            size = returning.size() + newcomers.size();
        } finally {
            lock.unlock();
        }
        if (leaves != null) {
            leaves.run(leaves::noRoom);
        }
        applicant.loop().arm(waiter, System.nanoTime() + config.timeout().toNanos());
        waiter.wake(); // what was given back between its look and its coming here woke nobody
        return true;
    }

    private @Nullable Waiter displaceNewcomer() {
        Map.Entry<Applicant, Waiter> last = newcomers.pollLastEntry();
        if (last == null) {
            return null;
        }
        displaced.put(last.getKey(), last.getValue());
        return last.getValue();
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
            Map.Entry<Applicant, Waiter> first = returning.isEmpty() ? newcomers.firstEntry() : returning.firstEntry();
            return first == null ? null : first.getValue();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Waiter remove(Applicant applicant) {
        lock.lock();
        try {
            for (Map<Applicant, Waiter> waiters : List.of(returning, newcomers, displaced)) {
                Waiter removed = waiters.remove(applicant);
                if (removed != null) {
                    size = returning.size() + newcomers.size();
                    return removed;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** One applicant's time limit and its turns. Confined to its loop, but for {@link #wake} and {@link #run}. */
    private final class Waiter extends TimerWheel.Timer {
        private final Applicant applicant;
        private boolean looksLater;

        Waiter(Applicant applicant) {
            this.applicant = applicant;
        }

        void wake() {
            run(this::look);
        }

        /** Another one has taken its place. */
        void noRoom() {
            decide(full());
        }

        void run(Runnable step) {
            try {
                applicant.loop().eventLoop().execute(step);
            } catch (RejectedExecutionException e) {
                remove(applicant); // its loop has ended, and with it the client
            }
        }

        @Override
        protected void onTimeout(long nowNanos) {
            decide(new Decision.Refused(Reason.WAITED_TOO_LONG, Jitter.soon()));
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
