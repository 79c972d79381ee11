package io.tidegate.session;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.route.SessionLimits;
import io.tidegate.session.Deadlines.Concern;
import java.util.concurrent.ThreadLocalRandom;

/** The timeouts of an open session: idle, stall, max-age, and our pings. Confined. */
final class Watchdog {
    /** Who acts on what the watchdog finds. */
    interface Owner {
        /**
         * Ends the session. Does nothing if it is ending.
         *
         * @param ending with the code for the client
         */
        void end(Ending ending, int toUpstream);

        /**
         * {@code side} did not answer our ping, or takes no bytes. Does nothing if the session is ending.
         *
         * @param ending of the session, if that ends with it, with the code for the client
         */
        void unresponsive(Side side, Ending ending, int toUpstream);

        /** A ping of ours was sent to {@code side}. */
        void pinged(Side side);

        /** Whether a frame of ours may be sent to {@code side} now. */
        boolean mayInsert(Side side);
    }

    /** As part of the maximum age: who came together does not go together. */
    private static final double MOST_EARLY = 0.1;

    private SessionLimits limits;
    private final Deadlines deadlines;
    private final Owner owner;
    private final Peer client;
    private final Peer upstream;
    private final double partOfMaxAge = 1 - ThreadLocalRandom.current().nextDouble(MOST_EARLY);
    private long heardNanos;
    private long clientTakenBytes;
    private long upstreamTakenBytes;

    Watchdog(SessionLimits limits, Deadlines deadlines, Owner owner, Peer client, Peer upstream) {
        this.limits = limits;
        this.deadlines = deadlines;
        this.owner = owner;
        this.client = client;
        this.upstream = upstream;
    }

    void start(long nowNanos) {
        heardNanos = nowNanos;
        if (limits.idleNanos() > 0) {
            deadlines.set(Concern.IDLE, nowNanos + limits.idleNanos());
        }
        if (limits.maxAgeNanos() > 0) {
            deadlines.set(Concern.MAX_AGE, nowNanos + ageNanos());
        }
        if (limits.pingIntervalNanos() > 0) {
            if (!client.isOurs()) {
                deadlines.set(Concern.PING_CLIENT, nowNanos + limits.pingIntervalNanos());
            }
            deadlines.set(Concern.PING_UPSTREAM, nowNanos + limits.pingIntervalNanos());
        }
    }

    /**
     * Other limits, of a session that is open and not ending. Pings start anew at some time within their interval, so that
     * those of many sessions do not come at once.
     *
     * @param openedNanos what the maximum age is counted from
     */
    void rebind(SessionLimits newLimits, long openedNanos, long nowNanos) {
        SessionLimits before = limits;
        limits = newLimits;
        setOrClear(Concern.IDLE, limits.idleNanos(), heardNanos + limits.idleNanos());
        setOrClear(Concern.MAX_AGE, limits.maxAgeNanos(), openedNanos + ageNanos());
        if (limits.pingIntervalNanos() != before.pingIntervalNanos()
                || limits.pingTimeoutNanos() != before.pingTimeoutNanos()) {
            rebindPing(client, Concern.PING_CLIENT, nowNanos);
            rebindPing(upstream, Concern.PING_UPSTREAM, nowNanos);
        }
        for (Side side : Side.values()) {
            if (limits.slowConsumer().afterNanos(side) != before.slowConsumer().afterNanos(side)) {
                rebindFull(side);
            }
            if (deadlines.isSet(stallOf(side)) && limits.stallNanos() < before.stallNanos()) {
                deadlines.set(stallOf(side), nowNanos + limits.stallNanos());
            }
        }
    }

    /** A side that is full already has all of the new time. */
    private void rebindFull(Side side) {
        deadlines.clear(fullOf(side));
        if (peer(side).isFull()) {
            full(side);
        }
    }

    private void rebindPing(Peer peer, Concern concern, long nowNanos) {
        if (peer.isOurs()) {
            return;
        }
        boolean awaited = peer.pings().isOutstanding();
        long anew = nowNanos
                + (limits.pingIntervalNanos() == 0
                        ? 0
                        : ThreadLocalRandom.current().nextLong(limits.pingIntervalNanos()));
        setOrClear(
                concern,
                limits.pingIntervalNanos(),
                awaited ? peer.pings().sentNanos() + limits.pingTimeoutNanos() : anew);
    }

    /** @param limitNanos 0 for none */
    private void setOrClear(Concern concern, long limitNanos, long nanos) {
        if (limitNanos > 0) {
            deadlines.set(concern, nanos);
        } else {
            deadlines.clear(concern);
        }
    }

    /** At which this session ends. */
    private long ageNanos() {
        return (long) (limits.maxAgeNanos() * partOfMaxAge);
    }

    /** When its peers sent something last. */
    long heardNanos() {
        return heardNanos;
    }

    /** Nothing is watched any more but the taking of bytes: a Close waits behind them. */
    void sessionEnds() {
        deadlines.clear(Concern.IDLE);
        deadlines.clear(Concern.MAX_AGE);
        deadlines.clear(Concern.PING_CLIENT);
        deadlines.clear(Concern.PING_UPSTREAM);
        deadlines.clear(Concern.FULL_CLIENT);
        deadlines.clear(Concern.FULL_UPSTREAM);
    }

    /** {@code side} cannot take more. */
    void full(Side side) {
        long afterNanos = limits.slowConsumer().afterNanos(side);
        if (afterNanos > 0) {
            deadlines.set(fullOf(side), System.nanoTime() + afterNanos);
        }
    }

    /** {@code side} can take more. */
    void hasRoom(Side side) {
        deadlines.clear(fullOf(side));
    }

    /** There is no endpoint for now. */
    void parked() {
        deadlines.clear(Concern.PING_UPSTREAM);
        deadlines.clear(Concern.STALL_UPSTREAM);
    }

    /** There is an endpoint again. */
    void resumed(long nowNanos) {
        heardNanos = nowNanos;
        joined(nowNanos);
    }

    /** The endpoint is another one, and has not been pinged. */
    void joined(long nowNanos) {
        if (limits.pingIntervalNanos() > 0) {
            deadlines.set(Concern.PING_UPSTREAM, nowNanos + limits.pingIntervalNanos());
        }
    }

    /** Data or a ping came. */
    @HotPath
    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    /** {@code side} is read again after a pause: its timers stood still meanwhile. */
    void resumed(Side side, long pausedNanos) {
        heardNanos += pausedNanos;
        peer(side).pings().shift(pausedNanos);
    }

    /** Bytes were written to {@code side}; watches that they are taken. */
    @HotPath
    void wrote(Side side, long nowNanos) {
        Concern concern = stallOf(side);
        if (!deadlines.isSet(concern) && peer(side).pendingBytes() > 0) {
            mark(side);
            deadlines.set(concern, nowNanos + limits.stallNanos());
        }
    }

    /** One of the watchdog's own concerns is due. */
    void onDue(Concern concern, long nowNanos) {
        switch (concern) {
            case IDLE -> onIdleDue(nowNanos);
            case MAX_AGE -> end(Cause.MAX_AGE, CloseCode.SERVICE_RESTART, aged(), CloseCode.GOING_AWAY);
            case PING_CLIENT -> onPingDue(client, concern, nowNanos);
            case PING_UPSTREAM -> onPingDue(upstream, concern, nowNanos);
            case STALL_CLIENT -> onStallDue(Side.CLIENT, concern, nowNanos);
            case STALL_UPSTREAM -> onStallDue(Side.UPSTREAM, concern, nowNanos);
            case FULL_CLIENT -> onFullDue(Side.CLIENT);
            case FULL_UPSTREAM -> onFullDue(Side.UPSTREAM);
            case HOLD_CLIENT, HOLD_UPSTREAM, CLOSE -> throw new IllegalArgumentException("not watched: " + concern);
        }
    }

    private static String aged() {
        return RetryAfter.drawn("session reached its maximum age", CloseCode.SERVICE_RESTART, RetryAfter.LEAST);
    }

    private void onIdleDue(long nowNanos) {
        boolean paused = client.isPaused() || upstream.isPaused();
        long idleAt = heardNanos + limits.idleNanos();
        if (!paused && idleAt - nowNanos <= 0) {
            end(Cause.IDLE, CloseCode.GOING_AWAY, "idle", CloseCode.GOING_AWAY);
        } else {
            deadlines.set(Concern.IDLE, paused ? nowNanos + limits.idleNanos() : idleAt);
        }
    }

    private void onPingDue(Peer peer, Concern concern, long nowNanos) {
        Pings pings = peer.pings();
        boolean overdue = pings.isOutstanding() && pings.sentNanos() + limits.pingTimeoutNanos() - nowNanos <= 0;
        if (overdue && !peer.isPaused() && !pings.wasHeard()) {
            onPingUnanswered(peer.side());
            return;
        }
        boolean tooEarly = pings.sentNanos() != 0 && pings.sentNanos() + limits.pingIntervalNanos() - nowNanos > 0;
        if (pings.isOutstanding()) {
            deadlines.set(concern, laterOf(pings.sentNanos() + limits.pingTimeoutNanos(), nowNanos));
        } else if (tooEarly) {
            deadlines.set(concern, pings.sentNanos() + limits.pingIntervalNanos());
        } else if (pings.mustWait() || !peer.isWritable() || !owner.mayInsert(peer.side())) {
            deadlines.set(concern, nowNanos + limits.pingIntervalNanos() / 4);
        } else {
            peer.write(ControlFrames.ping(peer.channel().alloc(), peer.side(), pings.next(nowNanos)));
            peer.flush();
            owner.pinged(peer.side());
            deadlines.set(concern, nowNanos + Math.min(limits.pingTimeoutNanos(), limits.pingIntervalNanos()));
        }
    }

    private void onPingUnanswered(Side side) {
        boolean client = side == Side.CLIENT;
        Cause cause = client ? Cause.CLIENT_LOST : Cause.ENDPOINT_LOST;
        int toClient = client ? CloseCode.INTERNAL_ERROR : limits.endpointLostCode();
        Ending ending = new Ending(Phase.RELAY, cause, toClient, "ping unanswered");
        owner.unresponsive(side, ending, client ? CloseCode.GOING_AWAY : CloseCode.INTERNAL_ERROR);
    }

    /** The ping of a side that is paused or sends other things is looked at again a while later. */
    private long laterOf(long nanos, long nowNanos) {
        return nanos - nowNanos > 0 ? nanos : nowNanos + limits.pingTimeoutNanos();
    }

    private void onStallDue(Side side, Concern concern, long nowNanos) {
        long before = side == Side.CLIENT ? clientTakenBytes : upstreamTakenBytes;
        if (peer(side).pendingBytes() == 0) {
            return;
        }
        if (peer(side).takenBytes() <= before && !peer(side).isOurs()) {
            onStalled(side);
        } else {
            mark(side);
            deadlines.set(concern, nowNanos + limits.stallNanos());
        }
    }

    private void onStalled(Side side) {
        end(side, Cause.STALLED, "takes no bytes");
    }

    private void onFullDue(Side side) {
        end(side, Cause.SLOW, "is too slow");
    }

    /** Ends the session for what {@code side} does not take. */
    private void end(Side side, Cause cause, String doing) {
        int toUpstream = side == Side.CLIENT ? CloseCode.GOING_AWAY : CloseCode.TRY_AGAIN_LATER;
        String reason = "the " + side.label() + " side " + doing;
        owner.unresponsive(side, new Ending(Phase.RELAY, cause, CloseCode.TRY_AGAIN_LATER, reason), toUpstream);
    }

    private void end(Cause cause, int toClient, String reason, int toUpstream) {
        owner.end(new Ending(Phase.RELAY, cause, toClient, reason), toUpstream);
    }

    @HotPath
    private void mark(Side side) {
        if (side == Side.CLIENT) {
            clientTakenBytes = client.takenBytes();
        } else {
            upstreamTakenBytes = upstream.takenBytes();
        }
    }

    @HotPath
    private static Concern stallOf(Side side) {
        return side == Side.CLIENT ? Concern.STALL_CLIENT : Concern.STALL_UPSTREAM;
    }

    private static Concern fullOf(Side side) {
        return side == Side.CLIENT ? Concern.FULL_CLIENT : Concern.FULL_UPSTREAM;
    }

    @HotPath
    private Peer peer(Side side) {
        return side == Side.CLIENT ? client : upstream;
    }
}
