package io.tidegate.session;

import io.tidegate.config.ResumeConfig;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import io.tidegate.session.replay.Recording;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.upstream.AttemptResult;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session going when it loses its endpoint, or is to leave it: finds it another one, and knows when it must end
 * instead. The way from the one to the other is a {@link Handover}. Confined.
 */
final class Continuity implements Replacement.Owner, Move.Owner {
    /** Whose session it is. */
    interface Owner extends Handover.Owner {
        /** Does nothing if the session is ending. */
        void end(Ending ending, int toUpstream);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);
    static final String RESUME_FIELD = "Tidegate-Resume";

    private final SessionParts parts;
    private final Beginning beginning;
    private final LoopTelemetry telemetry;
    private final Journey journey;
    private final Seat seat;
    private final Watchdog watchdog;
    private final Owner owner;
    private final Handover handover;
    private int epoch;
    private int lostInARow;
    private long joinedNanos = System.nanoTime();
    private @Nullable Replacement replacement;
    private @Nullable Move move;

    Continuity(SessionParts parts, Beginning beginning, Seat seat, Waits waits, Watchdog watchdog, Owner owner) {
        this.parts = parts;
        this.beginning = beginning;
        this.telemetry = beginning.telemetry();
        this.journey = beginning.journey();
        this.seat = seat;
        this.watchdog = watchdog;
        this.owner = owner;
        this.handover = new Handover(parts, beginning, seat, waits, watchdog, owner);
        parts.upstream().pings().rememberForeign();
    }

    /** Whether the session has no endpoint for now. */
    boolean isParked() {
        return replacement != null || (move != null && move.hasLeft());
    }

    /** Goes to another endpoint as soon as the session is quiet. */
    void move(MoveOrder order, ResumeConfig resume) {
        if (isParked() || move != null || handover.isUnderWay()) {
            order.onDone(MoveResult.UNDER_WAY);
        } else if (obstacle(resume) != null) {
            order.onDone(MoveResult.NOT_RESUMABLE);
        } else {
            move = new Move(order, resume, parts, watchdog, beginning.loop(), this);
            move.begin();
        }
    }

    /** The client's Close is next, and goes to the endpoint that this is at then. */
    void settle() {
        if (move != null) {
            move.settle();
        }
    }

    /**
     * The endpoint is lost: the session is parked, or ended because it cannot go on or was the one to kill its endpoints.
     *
     * @param resume as the route is configured now; null if its sessions end with their endpoint
     * @return false if nothing was done, since the session cannot go on
     */
    boolean outlives(EndpointLoss loss, @Nullable ResumeConfig resume) {
        if (isParked() || !parts.fromUpstream().betweenMessages()) {
            return false;
        }
        boolean meant = resume != null && (loss.code() == 0 || resume.codes().contains(loss.code()));
        if (move != null && move.isLeaving() && (meant || loss.mayAnswer())) {
            move.leftBehind();
            return true;
        }
        if (resume == null || !meant) {
            return false;
        }
        if (move != null) {
            move.callOff(MoveResult.ENDPOINT_LOST);
        }
        Endpoint lost = Objects.requireNonNull(seat.endpoint());
        String obstacle = obstacle(resume);
        if (obstacle != null) {
            fail(Cause.ENDPOINT_LOST, CloseCode.SERVICE_RESTART, obstacle);
        } else if (isTooOften(resume.poison())) {
            giveUp(loss, lost);
        } else {
            park(loss, resume, lost);
        }
        return true;
    }

    /** {@code from} sent something, which has been dealt with. */
    void onRead(Side from) {
        ResumeConfig resume = handover.config();
        if (resume == null) {
            return;
        }
        String obstacle = obstacle(resume);
        if (obstacle != null) {
            fail(Cause.ENDPOINT_LOST, CloseCode.SERVICE_RESTART, obstacle);
        } else if (!handover.onRead(from)) {
            fail(Cause.MEMORY, CloseCode.TRY_AGAIN_LATER, parts.reserve().refusal());
        }
    }

    /** The client's ping comes while the session is parked. */
    void answer(byte[] ping) {
        handover.answer(ping);
    }

    /** A ping of ours went to the endpoint. */
    void pinged() {
        handover.inDoubt().pinged(handover.messages());
    }

    /** The endpoint has answered it. */
    void pingAnswered() {
        handover.inDoubt().answered();
    }

    /** The session ends: nothing is sought or kept any more. */
    void over() {
        if (move != null) {
            move.callOff(MoveResult.ENDED);
        }
        if (replacement != null) {
            replacement.callOff();
            replacement = null;
        }
        handover.over();
    }

    @Override
    public void onFound(Upstream upstream, Endpoint endpoint, AttemptResult.Connected connected) {
        replacement = null;
        join(upstream, endpoint, connected);
    }

    @Override
    public void onNotFound(Refusal last) {
        boolean busy = last.cause() == Cause.OVERLOAD;
        fail(
                Cause.NO_ENDPOINT,
                busy ? CloseCode.TRY_AGAIN_LATER : CloseCode.SERVICE_RESTART,
                busy ? "no endpoint had room in time" : "no endpoint came back in time");
    }

    @Override
    public boolean isAwaited() {
        Recording recording = beginning.recording();
        return recording != null && recording.isAwaited();
    }

    @Override
    public Replacement seek(Set<Endpoint> avoided, long deadlineNanos, Replacement.Owner asker) {
        avoided.add(Objects.requireNonNull(seat.endpoint()));
        return replacement("moved", avoided, deadlineNanos, asker);
    }

    @Override
    public void found() {
        journey.endpointIs(Objects.requireNonNull(seat.endpoint()).id());
    }

    @Override
    public void leave(ResumeConfig resume) {
        parts.upstream().sendClose(CloseCode.GOING_AWAY, "session moved");
        handover.begin(resume);
        handover.tellLeft();
    }

    @Override
    public void left() {
        if (!parts.upstream().closeReceived()) { // an endpoint that answers has read all: it reads in order
            handover.countInDoubt();
        }
        handover.detach(false);
    }

    @Override
    public void goOn(Upstream upstream, Endpoint endpoint, AttemptResult.Connected connected) {
        move = null;
        lostInARow = 0;
        join(upstream, endpoint, connected);
        RelayHandler.catchUp(connected.channel());
    }

    @Override
    public void stayed(MoveResult why) {
        move = null;
        telemetry.notMoved(journey, why.label());
        Endpoint endpoint = seat.endpoint();
        if (endpoint != null) {
            journey.endpointIs(endpoint.id());
        }
    }

    private void park(EndpointLoss loss, ResumeConfig resume, Endpoint lost) {
        LOG.debug("session {} is parked: {} {}", journey.sessionId(), lost.id(), loss.cause());
        boolean again = handover.isUnderWay(); // lost before it knew the session
        if (!again) {
            handover.countCut();
            handover.begin(resume);
            handover.countInDoubt();
        }
        handover.park();
        handover.detach(loss.failure());
        if (again) {
            handover.part();
        } else {
            handover.tellLeft();
        }
        Set<Endpoint> avoided = new HashSet<>(Set.of(lost));
        replacement = replacement(loss.cause(), avoided, handover.deadlineNanos(), this);
        replacement.seek();
    }

    private void join(Upstream upstream, Endpoint endpoint, AttemptResult.Connected connected) {
        joinedNanos = System.nanoTime();
        handover.join(upstream, endpoint, connected, this::onLate);
    }

    private void onLate() {
        fail(Cause.NO_ENDPOINT, CloseCode.SERVICE_RESTART, "the endpoint did not answer what was replayed in time");
    }

    private Replacement replacement(String cause, Set<Endpoint> avoided, long deadlineNanos, Replacement.Owner asker) {
        epoch++;
        String field = journey.sessionId() + "; epoch=" + epoch + "; cause=" + cause;
        beginning.arrival().handshake().toEndpoint().set(RESUME_FIELD, field);
        return new Replacement(beginning, avoided, deadlineNanos, asker);
    }

    private boolean isTooOften(ResumeConfig.PoisonConfig poison) {
        boolean soon = System.nanoTime() - joinedNanos < poison.within().toNanos();
        lostInARow = soon ? lostInARow + 1 : 1;
        return lostInARow >= poison.endpoints();
    }

    /** Too many endpoints in a row: it may be the session that kills them, unless the last one said goodbye. */
    private void giveUp(EndpointLoss loss, Endpoint lost) {
        LOG.warn("session {} lost {} endpoints in a row, {} the last", journey.sessionId(), lostInARow, lost.id());
        String reason = "lost " + lostInARow + " endpoints in a row";
        if (loss.failure()) {
            fail(Cause.POISONED, CloseCode.INTERNAL_ERROR, reason);
        } else {
            fail(Cause.ENDPOINT_CLOSED, loss.code(), reason);
        }
    }

    private void fail(Cause cause, int code, String reason) {
        telemetry.notResumed(journey, cause);
        owner.end(new Ending(journey.phase(), cause, code, reason), CloseCode.GOING_AWAY);
    }

    /** Why the session cannot go on elsewhere; null if it can. */
    private @Nullable String obstacle(ResumeConfig resume) {
        Recording recording = beginning.recording();
        if (recording == null) {
            return resume.records() ? "began before its messages were recorded" : null;
        }
        return recording.obstacle();
    }
}
