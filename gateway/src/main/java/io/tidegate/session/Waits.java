package io.tidegate.session;

import io.tidegate.protocol.Side;
import io.tidegate.session.Deadlines.Concern;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What the relays of a session stopped for, and how long; meanwhile their sides are not read. Confined. */
final class Waits {
    /** Who goes on. */
    interface Owner {
        /** What {@code from} sent is waited for no longer. */
        void release(Side from);

        /** What {@code from} sent and waits for the other side can be delivered. */
        void deliver(Side from);
    }

    private static final long PRECISE_NANOS = 8 * TimerWheel.TICK_NANOS;

    private final Loop loop;
    private final Deadlines deadlines;
    private final Watchdog watchdog;
    private final Owner owner;

    Waits(Loop loop, Deadlines deadlines, Watchdog watchdog, Owner owner) {
        this.loop = loop;
        this.deadlines = deadlines;
        this.watchdog = watchdog;
        this.owner = owner;
    }

    /** A filter holds a frame of {@code from}. */
    void hold(Peer from, long nanos) {
        Concern concern = Concern.holdOf(from.side());
        long untilNanos = until(from, nanos);
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
        until(from, limitNanos);
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
        return deadlines.isSet(Concern.holdOf(from.side())) || from.isPaused(Peer.NO_ROOM);
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
        deadlines.clear(Concern.holdOf(from.side()));
        pause(from, Peer.HELD | Peer.NO_ROOM | Peer.CLOSE_HELD, false);
    }

    void pause(Peer peer, int reason, boolean pause) {
        long pausedNanos = peer.pause(reason, pause, System.nanoTime());
        if (pausedNanos > 0) {
            watchdog.resumed(peer.side(), pausedNanos);
        }
    }

    private long until(Peer from, long nanos) {
        long untilNanos = loop.clock().nanos() + nanos;
        pause(from, Peer.HELD, true);
        deadlines.set(Concern.holdOf(from.side()), untilNanos);
        return untilNanos;
    }

    private static MessagePath messages(FrameRelay relay) {
        return Objects.requireNonNull(relay.messages());
    }
}
