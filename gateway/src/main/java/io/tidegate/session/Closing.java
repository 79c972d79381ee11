package io.tidegate.session;

import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ClosePayload;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.protocol.Violation;
import io.tidegate.session.Deadlines.Concern;
import io.tidegate.telemetry.Journey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The end of a session: why it comes, what either side is told of it, and that it is seen through in time. Confined. */
final class Closing {
    private static final Side[] SIDES = Side.values();
    private static final int SENT_NOTHING = 0;
    private static final String UNDELIVERED = " (our Close could not be delivered)";

    private final SessionParts parts;
    private final Journey journey;
    private final Deadlines deadlines;
    private final Watchdog watchdog;
    private final Waits waits;
    private final Judgement judgement;
    private final CloseHandshake handshake;
    private @Nullable Continuity continuity;

    Closing(
            SessionParts parts,
            Journey journey,
            Deadlines deadlines,
            Watchdog watchdog,
            Waits waits,
            Judgement judgement) {
        this.parts = parts;
        this.journey = journey;
        this.deadlines = deadlines;
        this.watchdog = watchdog;
        this.waits = waits;
        this.judgement = judgement;
        this.handshake = new CloseHandshake(parts.client(), parts.upstream(), parts.fromClient(), parts.fromUpstream());
    }

    /** Whatever keeps the session going is to stop when it ends. */
    void stops(Continuity going) {
        continuity = going;
    }

    /** What the session is judged by. */
    Judgement judgement() {
        return judgement;
    }

    /** Whether the session goes on without its endpoint, which is lost; it is seen to here. */
    boolean isOutlived(EndpointLoss loss) {
        return continuity != null && !hasBegun() && continuity.outlives(loss, judgement.resume());
    }

    /** Whether the session has no endpoint for now. */
    boolean isParked() {
        return continuity != null && continuity.isParked();
    }

    /** Whether the session is ending. */
    boolean hasBegun() {
        return handshake.ending() != null;
    }

    /** Why it ends; not before it has begun to. */
    Ending ending() {
        return Objects.requireNonNull(handshake.ending());
    }

    /** How it ended; not before it has. The journey is told how far the closing handshakes came. */
    Ending conclude() {
        journey.closed(parts.client().closeExchange(), parts.upstream().closeExchange());
        Ending ending = ending();
        String reason = handshake.undelivered() ? ending.reason() + UNDELIVERED : ending.reason();
        return new Ending(ending.phase(), ending.cause(), ending.code(), reason);
    }

    /**
     * Ends the session. Does nothing if it is ending.
     *
     * @param ending with the code for the client
     */
    void end(Ending ending, int toUpstream) {
        if (hasBegun()) {
            return;
        }
        parts.fromClient().stop();
        parts.fromUpstream().stop();
        begin(ending);
        handshake.begin(ending, ending.code(), toUpstream);
        for (Side side : SIDES) {
            if (waits.isWaiting(parts.peer(side))) {
                waits.release(side);
            }
            if (!parts.relay(side).passesOn()) { // its peer's Close is to be read
                waits.pause(parts.peer(side), Peer.BACK_PRESSURE, false);
            }
        }
    }

    /** As {@link #end}, in the phase of now. */
    void end(Cause cause, int toClient, String reason, int toUpstream) {
        end(new Ending(journey.phase(), cause, toClient, reason), toUpstream);
    }

    /** Ends the session for a frame or message of {@code from}. */
    void refused(Side from, FrameVerdict.Close refusal) {
        Cause cause = refusal.cause();
        boolean ours =
                cause == Cause.INTERNAL || cause == Cause.REMOVED || cause == Cause.MEMORY; // nobody else's fault
        if (ours) {
            end(cause, refusal.code(), refusal.reason(), refusal.code());
        } else {
            blame(from, cause, refusal.code(), refusal.reason());
        }
    }

    /** Ends the session since {@code from} broke a rule. */
    void violated(Side from, Violation violation) {
        blame(from, violation.cause(), violation.code(), violation.reason());
        if (from == Side.CLIENT) {
            handshake.clientBroke();
        }
    }

    /** Ends the session since the connection of {@code side} is gone. */
    void lost(Side side, String reason) {
        if (side == Side.CLIENT) {
            end(Cause.CLIENT_LOST, SENT_NOTHING, reason, CloseCode.GOING_AWAY);
        } else { // who could not be kept going, because it has had half of a message, is to come back
            boolean tried = judgement.resume() != null;
            int code = tried ? CloseCode.SERVICE_RESTART : judgement.limits().endpointLostCode();
            end(Cause.ENDPOINT_LOST, code, reason, CloseCode.GOING_AWAY);
        }
    }

    /** A valid Close of {@code from} is next in its relay. */
    void closed(Side from, ClosePayload close) {
        if (from == Side.CLIENT && continuity != null) {
            continuity.settle();
        }
        FrameRelay relay = parts.relay(from);
        if (parts.peer(from.other()).closeSent() || !relay.passesOn()) {
            handshake.advance();
            return;
        }
        boolean parked = isParked();
        Cause cause = from == Side.CLIENT ? Cause.CLIENT_CLOSED : Cause.ENDPOINT_CLOSED;
        Ending ending = new Ending(journey.phase(), cause, close.code(), close.reason());
        if (!parked) {
            relay.passClose();
        }
        begin(ending);
        handshake.passed(ending);
        if (parked) { // nobody else answers
            relay.stop();
            handshake.onEnded(Side.UPSTREAM);
        }
    }

    /** {@code side} will send nothing more. */
    void onEnded(Side side) {
        handshake.onEnded(side);
    }

    /** The leg of {@code side} is at the frame boundary that was awaited. */
    void onBoundary(Side side) {
        handshake.onBoundary(side);
    }

    /** {@code close-timeout} is over. */
    void onTimeout(long nowNanos) {
        if (handshake.onTimeout()) {
            deadlines.set(Concern.CLOSE, nowNanos + judgement.limits().closeNanos());
        }
    }

    private void begin(Ending ending) {
        if (hasBegun()) {
            return;
        }
        if (parts.legs() != null) {
            parts.legs().over(ending);
        }
        if (continuity != null) {
            continuity.over();
        }
        journey.enter(Phase.CLOSE);
        watchdog.sessionEnds();
        deadlines.set(Concern.CLOSE, System.nanoTime() + judgement.limits().closeNanos());
    }

    private void blame(Side from, Cause cause, int code, String reason) {
        if (from == Side.CLIENT) {
            end(cause, code, reason, CloseCode.GOING_AWAY);
        } else {
            end(cause, judgement.limits().endpointLostCode(), "endpoint: " + reason, code);
        }
    }
}
