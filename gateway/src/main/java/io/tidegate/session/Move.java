package io.tidegate.session;

import io.tidegate.config.ResumeConfig;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.Applicant;
import io.tidegate.upstream.AttemptResult;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings a session to another endpoint on purpose, while the one where it is works: waits until it is quiet, finds the other
 * one, says goodbye to the first, and goes over when that has answered. Until the goodbye nothing has happened that either
 * side can see. Confined.
 */
final class Move implements Replacement.Owner {
    /** Whose session it is. */
    interface Owner {
        /** Whether the endpoint owes a reply that no other one would give as well. */
        boolean isAwaited();

        /** Begins to seek an endpoint; {@code asker} is told. */
        Replacement seek(Set<Endpoint> avoided, long deadlineNanos, Replacement.Owner asker);

        /** Another endpoint was found: the session is still where it was. */
        void found();

        /** From now on what the client sends is kept, and the endpoint knows that the session leaves. */
        void leave(ResumeConfig resume);

        /** The endpoint has said all: its connection is let go of. */
        void left();

        /** The session goes on there, and this is over; takes over the connection, and the places there. */
        void goOn(Upstream upstream, Endpoint endpoint, AttemptResult.Connected connected);

        /** This is over, and the session is not moved. */
        void stayed(MoveResult why);
    }

    private enum Stage {
        /** For the session to be quiet, and for its turn. */
        WAITING,
        SEEKING,
        /** Another endpoint is connected; for the session to be quiet again. */
        FOUND,
        /** For what the endpoint still sends, and its Close. */
        LEAVING,
        /** The endpoint is gone. */
        LEFT,
        OVER
    }

    private record Found(Upstream upstream, Endpoint endpoint, HeldConnection connection) {}

    /** How soon what may change at any moment is looked at again. */
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long SEEK_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long an endpoint that was found waits for a quiet moment, and one that is left may take to answer. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MoveOrder order;
    private final ResumeConfig resume;
    private final SessionParts parts;
    private final Watchdog watchdog;
    private final Loop loop;
    private final Owner owner;
    private final TimerWheel.Timer timer = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            onDue(nowNanos);
        }
    };
    private Stage stage = Stage.WAITING;
    private long patienceEndsNanos;
    private @Nullable Replacement replacement;
    private @Nullable Found found;

    Move(MoveOrder order, ResumeConfig resume, SessionParts parts, Watchdog watchdog, Loop loop, Owner owner) {
        this.order = order;
        this.resume = resume;
        this.parts = parts;
        this.watchdog = watchdog;
        this.loop = loop;
        this.owner = owner;
    }

    void begin() {
        await(System.nanoTime());
    }

    /** Whether the endpoint was told goodbye, and its answer is waited for. */
    boolean isLeaving() {
        return stage == Stage.LEAVING;
    }

    /** Whether the session has no endpoint for a moment. */
    boolean hasLeft() {
        return stage == Stage.LEFT;
    }

    /** While {@link #isLeaving}: the endpoint has said all, or is gone. */
    void leftBehind() {
        stage = Stage.LEFT;
        loop.disarm(timer);
        owner.left();
        loop.eventLoop().execute(this::goOn); // not within the walk that came to the endpoint's Close
    }

    /** The client's Close is next: whoever it is for is to be the endpoint of now. */
    void settle() {
        if (stage == Stage.LEAVING) {
            leftBehind();
        }
        goOn();
    }

    /** The session is to stay where it is, if it is anywhere, or ends. */
    void callOff(MoveResult why) {
        if (replacement != null) {
            replacement.callOff();
            replacement = null;
        }
        dismiss();
        over(why);
    }

    @Override
    public void onFound(Upstream upstream, Endpoint endpoint, AttemptResult.Connected connected) {
        replacement = null;
        found = new Found(upstream, endpoint, HeldConnection.of(connected));
        stage = Stage.FOUND;
        owner.found();
        long nowNanos = System.nanoTime();
        patienceEndsNanos = nowNanos + PATIENCE_NANOS;
        leaveWhenQuiet(nowNanos);
    }

    @Override
    public void onNotFound(Refusal last) {
        replacement = null;
        over(MoveResult.NO_ENDPOINT);
    }

    @Override
    public Applicant.Standing standing() {
        return Applicant.Standing.PLACED;
    }

    private void onDue(long nowNanos) {
        switch (stage) {
            case WAITING -> await(nowNanos);
            case FOUND -> leaveWhenQuiet(nowNanos);
            case LEAVING -> onNoAnswer(nowNanos);
            case SEEKING, LEFT, OVER -> {}
        }
    }

    private void await(long nowNanos) {
        if (order.isCalledOff()) {
            over(MoveResult.CALLED_OFF);
            return;
        }
        if (order.deadlineNanos() - nowNanos <= 0) {
            over(MoveResult.NEVER_QUIET);
            return;
        }
        long waitNanos = untilQuietNanos(nowNanos);
        if (waitNanos == 0) {
            waitNanos = order.turnNanos(nowNanos);
        }
        if (waitNanos == 0) {
            stage = Stage.SEEKING;
            replacement = owner.seek(new HashSet<>(order.avoided()), nowNanos + SEEK_NANOS, this);
            replacement.seek();
        } else {
            loop.arm(timer, nowNanos + Math.min(waitNanos, Math.max(1, order.deadlineNanos() - nowNanos)));
        }
    }

    private void leaveWhenQuiet(long nowNanos) {
        long waitNanos = untilQuietNanos(nowNanos);
        if (waitNanos == 0) {
            stage = Stage.LEAVING;
            owner.leave(resume);
            loop.arm(timer, nowNanos + PATIENCE_NANOS);
        } else if (patienceEndsNanos - nowNanos <= 0) {
            dismiss();
            stage = Stage.WAITING;
            await(nowNanos);
        } else {
            loop.arm(timer, nowNanos + waitNanos);
        }
    }

    private void onNoAnswer(long nowNanos) {
        FrameRelay relay = parts.fromUpstream();
        if (relay.betweenMessages() && !relay.isStopped()) {
            leftBehind();
        } else { // it is still sending, and ends some time: by itself, or because it takes too long
            loop.arm(timer, nowNanos + PATIENCE_NANOS);
        }
    }

    private void goOn() {
        if (stage == Stage.LEFT) {
            stage = Stage.OVER; // before what the endpoint has sent already is looked at
            Found next = Objects.requireNonNull(found);
            found = null;
            owner.goOn(next.upstream(), next.endpoint(), next.connection().release());
            order.onDone(MoveResult.MOVED);
        }
    }

    /** @return 0 if nothing has come for long enough, and nothing is under way in either direction */
    private long untilQuietNanos(long nowNanos) {
        boolean atRest = parts.fromClient().isAtRest()
                && parts.fromUpstream().isAtRest()
                && parts.client().pendingBytes() == 0
                && parts.upstream().pendingBytes() == 0
                && !owner.isAwaited();
        long leftNanos = watchdog.heardNanos() + resume.quiet().toNanos() - nowNanos;
        return leftNanos <= 0 && atRest ? 0 : Math.max(SOON_NANOS, leftNanos);
    }

    private void dismiss() {
        if (found != null) {
            Replacement.dismiss(
                    found.upstream(), found.endpoint(), found.connection().release(), loop);
            found = null;
        }
    }

    private void over(MoveResult why) {
        if (stage != Stage.OVER) {
            stage = Stage.OVER;
            loop.disarm(timer);
            owner.stayed(why);
            order.onDone(why);
        }
    }
}
