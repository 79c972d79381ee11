package io.tidegate.session;

import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.Turn;
import io.tidegate.protocol.Side;
import io.tidegate.session.Deadlines.Concern;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the relays of a session stopped for, and how long; meanwhile their sides are not read. Confined. */
final class Waits {
    /** Who goes on. */
    interface Owner {
        /** What {@code from} sent is waited for no longer. */
        void release(Side from);

        /** What {@code from} sent and waits for the other side can be delivered. */
        void deliver(Side from);
    }

    /** Who accounts for the time that a side was not read. */
    @FunctionalInterface
    interface Pauses {
        /** {@code side} is not read for now, for a reason in a word. */
        default void paused(Side side, String why) {}

        /** {@code side} is read again after a pause. */
        void resumed(Side side, long pausedNanos);
    }

    private static final long PRECISE_NANOS = 8 * TimerWheel.TICK_NANOS;

    private final Loop loop;
    private final Deadlines deadlines;
    private final Pauses pauses;
    private final Owner owner;
    private @Nullable Turn turnOfClient;
    private @Nullable Turn turnOfUpstream;

    Waits(Loop loop, Deadlines deadlines, Pauses pauses, Owner owner) {
        this.loop = loop;
        this.deadlines = deadlines;
        this.pauses = pauses;
        this.owner = owner;
    }

    /** A filter holds a frame of {@code from}. */
    void hold(Peer from, FrameVerdict.Hold hold) {
        Turn turn = hold.turn();
        if (turn == null) {
            hold(from, hold.nanos(), loop.clock().nanos());
            return;
        }
        long earliestNanos = loop.clock().nanos() + hold.nanos();
        pause(from, Peer.HELD, true);
        await(from.side(), turn);
        turn.await(loop.eventLoop(), () -> onTurn(from, turn, earliestNanos));
    }

    private void onTurn(Peer from, Turn turn, long earliestNanos) {
        if (!turn.equals(turn(from.side()))) { // left meanwhile
            return;
        }
        await(from.side(), null);
        long nowNanos = System.nanoTime();
        if (earliestNanos - nowNanos > 0) {
            hold(from, earliestNanos - nowNanos, nowNanos);
        } else {
            owner.release(from.side());
        }
    }

    private void hold(Peer from, long nanos, long nowNanos) {
        Concern concern = Concern.holdOf(from.side());
        long untilNanos = nowNanos + nanos;
        until(from, untilNanos);
        if (nanos < PRECISE_NANOS) { // the wheel may be a tick late, which would lower a high limit
            loop.eventLoop()
                    .schedule(
                            () -> {
                                if (deadlines.isSet(concern, untilNanos)) {
                                    owner.release(from.side());
                                }
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    /** A filter has yet to judge a message of {@code from}. */
    void defer(Peer from, FrameRelay relay, long limitNanos) {
        until(from, loop.clock().nanos() + limitNanos);
        messages(relay).whenJudged(loop.eventLoop(), () -> owner.release(from.side()));
    }

    /** A message of {@code from} has filled what waits for a side. */
    void noRoom(Peer from, FrameRelay relay) {
        pause(from, Peer.NO_ROOM, true);
        if (messages(relay).isEarly()) {
            deadlines.set(Concern.holdOf(from.side()), System.nanoTime() + Outbox.GRACE_NANOS);
        }
        hasRoom(from.side(), relay); // flushing may have made room already
    }

    /** Whether a Close of {@code from} is to come behind messages that wait for the other side, for so long at most. */
    boolean holdsClose(Peer from, FrameRelay relay, long limitNanos) {
        MessagePath messages = relay.messages();
        if (messages == null || !messages.onward().hasWaiting() || !relay.passesOn()) {
            return false;
        }
        pause(from, Peer.CLOSE_HELD, true);
        deadlines.set(Concern.holdOf(from.side()), System.nanoTime() + limitNanos);
        return true;
    }

    /** There may be room again for messages of {@code from}. */
    void hasRoom(Side from, FrameRelay relay) {
        MessagePath messages = relay.messages();
        if (messages != null && (messages.onward().canDeliver() || mayGoOn(messages))) {
            loop.eventLoop().execute(() -> onRoom(from, messages)); // not within the write that made room
        }
    }

    /** What {@code from} sent is waited for no longer. */
    void release(Side from) {
        owner.release(from);
    }

    private void onRoom(Side from, MessagePath messages) {
        if (messages.onward().canDeliver()) {
            owner.deliver(from);
        }
        if (mayGoOn(messages)) {
            owner.release(from);
        }
    }

    private static boolean mayGoOn(MessagePath messages) {
        return messages.isFull() && messages.hasRoom();
    }

    /** Whether {@code from} is not read because something is waited for. */
    boolean isWaiting(Peer from) {
        return from.isPaused(Peer.HELD | Peer.NO_ROOM | Peer.CLOSE_HELD);
    }

    /** Nothing is due any more, and no turn is waited for. */
    void sessionEnded() {
        deadlines.clearAll();
        leave(Side.CLIENT);
        leave(Side.UPSTREAM);
    }

    private void leave(Side from) {
        Turn turn = turn(from);
        if (turn != null) {
            turn.leave();
            await(from, null);
        }
    }

    private @Nullable Turn turn(Side from) {
        return from == Side.CLIENT ? turnOfClient : turnOfUpstream;
    }

    private void await(Side from, @Nullable Turn turn) {
        if (from == Side.CLIENT) {
            turnOfClient = turn;
        } else {
            turnOfUpstream = turn;
        }
    }

    /**
     * Nothing is waited for any longer, and what came before is dealt with: {@code from} is read again after {@link #proceeded}, if
     * nothing else is waited for by then. Else each frame that waits would bring as much anew as one read does.
     */
    void proceeds(Peer from) {
        pause(from, Peer.PROCEEDING, true);
        over(from);
    }

    void proceeded(Peer from) {
        pause(from, Peer.PROCEEDING, false);
    }

    /** Nothing is waited for any longer. */
    void over(Peer from) {
        leave(from.side());
        deadlines.clear(Concern.holdOf(from.side()));
        pause(from, Peer.HELD | Peer.NO_ROOM | Peer.CLOSE_HELD, false);
    }

    void pause(Peer peer, int reason, boolean pause) {
        boolean before = peer.isPaused();
        long pausedNanos = peer.pause(reason, pause, System.nanoTime());
        if (before && !peer.isPaused()) {
            pauses.resumed(peer.side(), pausedNanos);
        } else if (!before && peer.isPaused() && reason != Peer.PROCEEDING) {
            pauses.paused(peer.side(), why(reason));
        }
    }

    private static String why(int reason) {
        return switch (reason) {
            case Peer.HELD -> "held";
            case Peer.CLOSE_HELD -> "close";
            case Peer.KEPT -> "parked";
            default -> "no-room"; // on the other side, or in what waits for it
        };
    }

    private void until(Peer from, long nanos) {
        pause(from, Peer.HELD, true);
        deadlines.set(Concern.holdOf(from.side()), nanos);
    }

    private static MessagePath messages(FrameRelay relay) {
        return Objects.requireNonNull(relay.messages());
    }
}
