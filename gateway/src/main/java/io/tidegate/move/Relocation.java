package io.tidegate.move;

import io.netty.channel.EventLoop;
import io.tidegate.session.MoveOrder;
import io.tidegate.session.MoveResult;
import io.tidegate.session.Occupant;
import io.tidegate.upstream.Endpoint;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Moves or closes the sessions that were found at one moment, one after the other at a rate, the quietest first. Confined to a
 * loop that serves no sessions; what it orders is done on theirs.
 */
final class Relocation {
    /** Who is told. */
    interface Owner {
        /** What became of one of them. */
        void onFate(Fate fate);

        /** That was the last. */
        void onRelocated();
    }

    /** What became of a session. */
    enum Fate {
        MOVED,
        CLOSED,
        /** It is where it was. */
        STAYED,
        /** It ended, or lost its endpoint, by itself. */
        GONE
    }

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final EventLoop loop;
    private final Terms terms;
    private final Pace begun;
    private final Pace turns;
    private final Supplier<Set<Endpoint>> avoided;
    private final Owner owner;
    private final ArrayDeque<Occupant> waiting;
    private int underWay;
    private boolean over;
    private volatile boolean calledOff;

    /**
     * @param turns of the moves themselves: a session may have to wait for a quiet moment, and then for its turn
     * @param avoided where nobody is to be moved to at the moment, besides where they are; asked on the sessions' loops
     */
    Relocation(
            EventLoop loop,
            Terms terms,
            Pace turns,
            Supplier<Set<Endpoint>> avoided,
            List<Occupant> found,
            Owner owner) {
        this.loop = loop;
        this.terms = terms;
        this.begun = new Pace(terms.rate());
        this.turns = turns;
        this.avoided = avoided;
        this.owner = owner;
        long nowNanos = System.nanoTime();
        this.waiting = new ArrayDeque<>(found.stream()
                .sorted(Comparator.comparingLong(occupant -> occupant.heardNanos() - nowNanos))
                .toList());
    }

    /** Begins; the owner may be told within this call. */
    void begin() {
        step();
    }

    /** Nothing more is begun; what has begun is ended, and the owner told. */
    void callOff() {
        calledOff = true;
        waiting.clear();
        endIfDone();
    }

    private void step() {
        long nowNanos = System.nanoTime();
        if (terms.areOver(nowNanos)) {
            waiting.clear();
        }
        while (!waiting.isEmpty() && !turns.isPaused() && begun.take(nowNanos) == 0) {
            begin(waiting.removeFirst());
        }
        if (waiting.isEmpty()) {
            endIfDone();
        } else {
            schedule();
        }
    }

    private void begin(Occupant occupant) {
        boolean moves = switch (terms.mode()) {
            case MIGRATE -> true;
            case POLITE -> false;
            case MIGRATE_OR_POLITE -> occupant.isResumable();
        };
        if (moves) {
            underWay++;
            occupant.move(new Order());
        } else {
            occupant.end(terms.words());
            owner.onFate(Fate.CLOSED);
        }
    }

    private void onDone(MoveResult result) {
        underWay--;
        owner.onFate(fateOf(result));
        endIfDone();
    }

    private void endIfDone() {
        if (waiting.isEmpty() && underWay == 0 && !over) {
            over = true;
            owner.onRelocated();
        }
    }

    private void schedule() {
        try {
            Future<?> _ = loop.schedule(this::step, STEP_NANOS, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            waiting.clear(); // the gateway ends
        }
    }

    private static Fate fateOf(MoveResult result) {
        return switch (result) {
            case MOVED -> Fate.MOVED;
            case ENDED, ENDPOINT_LOST -> Fate.GONE;
            case NOT_RESUMABLE, UNDER_WAY, NEVER_QUIET, NO_ENDPOINT, CALLED_OFF -> Fate.STAYED;
        };
    }

    /** For one session; asked on its loop. */
    private final class Order implements MoveOrder {
        @Override
        public Set<Endpoint> avoided() {
            return avoided.get();
        }

        @Override
        public long deadlineNanos() {
            return terms.deadlineNanos();
        }

        @Override
        public boolean isCalledOff() {
            return calledOff;
        }

        @Override
        public long turnNanos(long nowNanos) {
            return turns.take(nowNanos);
        }

        @Override
        public void onDone(MoveResult result) {
            try {
                loop.execute(() -> Relocation.this.onDone(result));
            } catch (RejectedExecutionException e) {
                return; // the gateway ends
            }
        }
    }
}
