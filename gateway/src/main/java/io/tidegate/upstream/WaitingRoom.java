package io.tidegate.upstream;

import io.tidegate.config.WaitingRoomConfig;
import io.tidegate.time.Jitter;
import io.tidegate.time.TimerWheel;
import io.tidegate.upstream.Admission.Finding;
import io.tidegate.upstream.Decision.Reason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Applicants that wait for a place: by their rank, and within that first come, first served. Whenever something is given back the
 * first one looks again, on its own loop; when it got its place, the next one does. In a full room who comes takes the place of
 * whoever came last among those of the lowest rank, if that is below its own. Shared: the lock guards the order only and is held
 * for a few instructions, by handshakes alone.
 */
final class WaitingRoom {
    private static final List<Rank> LOWEST_FIRST = List.of(Rank.values()).reversed();

    private final Admission admission;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Rank, SequencedMap<Applicant, Waiter>> lines = new EnumMap<>(Rank.class);
    private final Map<Applicant, Waiter> displaced = new HashMap<>(); // yet to be told
    private volatile int size;

    WaitingRoom(Admission admission) {
        this.admission = admission;
        LOWEST_FIRST.forEach(rank -> lines.put(rank, new LinkedHashMap<>()));
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

    /** Whether there was room. */
    boolean join(Applicant applicant, Rank rank, WaitingRoomConfig config) {
        Waiter waiter = new Waiter(applicant);
        Waiter leaves = null;
        lock.lock();
        try {
            if (size >= config.size()) {
                leaves = displaceBelow(rank);
                if (leaves == null) {
                    return false;
                }
            }
            line(rank).put(applicant, waiter);
            count();
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

    private @Nullable Waiter displaceBelow(Rank rank) {
        for (Rank lowest : LOWEST_FIRST) {
            boolean below = lowest.compareTo(rank) > 0;
            Map.Entry<Applicant, Waiter> last = below ? line(lowest).pollLastEntry() : null;
            if (last != null) {
                displaced.put(last.getKey(), last.getValue());
                return last.getValue();
            }
        }
        return null;
    }

    private SequencedMap<Applicant, Waiter> line(Rank rank) {
        return Objects.requireNonNull(lines.get(rank));
    }

    private void count() {
        size = lines.values().stream().mapToInt(Map::size).sum();
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
            for (SequencedMap<Applicant, Waiter> line : lines.values()) {
                if (!line.isEmpty()) {
                    return line.firstEntry().getValue();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Waiter remove(Applicant applicant) {
        lock.lock();
        try {
            for (SequencedMap<Applicant, Waiter> line : lines.values()) {
                Waiter removed = line.remove(applicant);
                if (removed != null) {
                    count();
                    return removed;
                }
            }
            return displaced.remove(applicant);
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
