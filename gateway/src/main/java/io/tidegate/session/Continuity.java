package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.tidegate.config.ResumeConfig;
import io.tidegate.config.ResumeConfig.NoticeConfig;
import io.tidegate.filter.Message;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.session.replay.Parting;
import io.tidegate.session.replay.Recording;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.telemetry.ResumedMessages;
import io.tidegate.upstream.AttemptResult;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session going when it loses its endpoint: parks it, keeps what the client sends, answers its pings, and joins it
 * to another endpoint. Confined.
 */
final class Continuity implements Replacement.Owner {
    /** Whose session it is. */
    interface Owner {
        /** The endpoint's connection is no longer one of the session's. */
        void endpointLeft();

        /** The endpoint has another connection from now on; takes it over. */
        void endpointReplaced(AttemptResult.Connected connected);

        /** Does nothing if the session is ending. */
        void end(Ending ending, int toUpstream);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);
    private static final String RESUME_FIELD = "Tidegate-Resume";

    private final SessionParts parts;
    private final Beginning beginning;
    private final LoopTelemetry telemetry;
    private final Journey journey;
    private final Seat seat;
    private final Waits waits;
    private final Watchdog watchdog;
    private final Owner owner;
    private final InDoubt inDoubt = new InDoubt();
    private int epoch;
    private int lostInARow;
    private long joinedNanos = System.nanoTime();
    private long parkedNanos;
    private long messagesBefore;
    private @Nullable ResumeConfig config;
    private @Nullable Replacement replacement;
    private @Nullable Retelling retelling;

    Continuity(SessionParts parts, Beginning beginning, Seat seat, Waits waits, Watchdog watchdog, Owner owner) {
        this.parts = parts;
        this.beginning = beginning;
        this.telemetry = beginning.telemetry();
        this.journey = beginning.journey();
        this.seat = seat;
        this.waits = waits;
        this.watchdog = watchdog;
        this.owner = owner;
        parts.upstream().pings().rememberForeign();
    }

    /** Whether the session has no endpoint for now. */
    boolean isParked() {
        return replacement != null;
    }

    /**
     * The endpoint is lost: the session is parked, or ended because it cannot go on or was the one to kill its endpoints.
     *
     * @param resume as the route is configured now; null if its sessions end with their endpoint
     * @return false if nothing was done, since the session cannot go on
     */
    boolean outlives(EndpointLoss loss, @Nullable ResumeConfig resume) {
        boolean meant = resume != null && (loss.code() == 0 || resume.codes().contains(loss.code()));
        if (resume == null || !meant || isParked() || !parts.fromUpstream().betweenMessages()) {
            return false;
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
        Kept kept = parts.upstream().kept();
        if (kept == null || config == null) {
            return;
        }
        String obstacle = obstacle(config);
        if (obstacle != null) {
            fail(Cause.ENDPOINT_LOST, CloseCode.SERVICE_RESTART, obstacle);
        } else if (from == Side.CLIENT && isFull(kept, config)) {
            waits.pause(parts.client(), Peer.KEPT, true);
        } else if (retelling != null && retelling.goOn()) {
            goOn();
        }
    }

    /** The client's ping comes while the session is parked. */
    void answer(byte[] ping) {
        Peer client = parts.client();
        client.write(ControlFrames.pong(client.channel().alloc(), Side.CLIENT, ping));
        client.flush();
    }

    /** A ping of ours went to the endpoint. */
    void pinged() {
        inDoubt.pinged(messages());
    }

    /** The endpoint has answered it. */
    void pingAnswered() {
        inDoubt.answered();
    }

    /** The session ends: nothing is sought or kept any more. */
    void over() {
        Kept kept = parts.upstream().kept();
        if (replacement != null) {
            replacement.callOff();
            replacement = null;
        }
        if (retelling != null) {
            retelling.over();
            retelling = null;
        }
        if (kept != null) {
            telemetry.unparked(journey);
            telemetry.resumeMessages(journey, ResumedMessages.UNDELIVERED, messages() - messagesBefore);
            kept.dispose();
            config = null;
        }
    }

    @Override
    public void onFound(Upstream upstream, Endpoint endpoint, AttemptResult.Connected connected) {
        replacement = null;
        joinedNanos = System.nanoTime();
        seat.move(upstream, endpoint);
        Peer peer = parts.upstream();
        peer.replace(connected.channel());
        peer.pings().rememberForeign();
        if (isTold()) {
            goOn();
        }
        owner.endpointReplaced(connected);
    }

    /** Whether the endpoint knows all that it has to be told; else it is told as it answers. */
    private boolean isTold() {
        Recording recording = beginning.recording();
        if (recording == null || config == null) {
            return true;
        }
        var begun = new Retelling(recording, parts.upstream(), writer(Side.UPSTREAM), beginning.loop(), this::onLate);
        retelling = begun;
        if (begun.goOn()) {
            return true;
        }
        begun.limit(parkedNanos + config.maxGap().toNanos());
        return false;
    }

    private void onLate() {
        fail(Cause.NO_ENDPOINT, CloseCode.SERVICE_RESTART, "the endpoint did not answer what was replayed in time");
    }

    /** The endpoint knows the session: it gets what was kept, and frames flow. */
    private void goOn() {
        if (retelling != null) {
            telemetry.resumeMessages(
                    journey, ResumedMessages.REPLAYED, retelling.told().replayed());
            telemetry.resumeMessages(
                    journey, ResumedMessages.RESENT, retelling.told().resent());
            retelling = null;
            Objects.requireNonNull(beginning.recording()).onTold();
        }
        Peer peer = parts.upstream();
        peer.release();
        peer.flush();
        long keptMessages = messages() - messagesBefore;
        long nowNanos = System.nanoTime();
        telemetry.unparked(journey);
        telemetry.resumeMessages(journey, ResumedMessages.DELIVERED, keptMessages);
        telemetry.resumed(journey, nowNanos - parkedNanos);
        LOG.debug("session {} goes on, {} messages kept", journey.sessionId(), keptMessages);
        NoticeConfig notice = config == null ? null : config.notice();
        tell(notice == null ? null : notice.resumed());
        watchdog.resumed(nowNanos);
        waits.pause(parts.client(), Peer.KEPT, false);
    }

    @Override
    public void onNotFound(Refusal last) {
        boolean busy = last.cause() == Cause.OVERLOAD;
        fail(
                Cause.NO_ENDPOINT,
                busy ? CloseCode.TRY_AGAIN_LATER : CloseCode.SERVICE_RESTART,
                busy ? "no endpoint had room in time" : "no endpoint came back in time");
    }

    private void park(EndpointLoss loss, ResumeConfig resume, Endpoint lost) {
        Peer peer = parts.upstream();
        boolean again = peer.kept() != null; // lost before it knew the session
        epoch++;
        LOG.debug("session {} is parked: {} {}", journey.sessionId(), lost.id(), loss.cause());
        seat.leaveEndpoint(loss.failure(), address());
        parts.client().flush(); // what came just before: the end of the read that brought it is not told any more
        byte[] unanswered = peer.pings().unanswered();
        if (!again) {
            config = resume;
            beginKeeping(peer);
        }
        if (retelling != null) {
            retelling.over();
            retelling = null;
        }
        parts.fromUpstream().restart();
        watchdog.parked();
        waits.over(peer);
        letGo(peer);
        owner.endpointLeft();
        waits.pause(parts.client(), Peer.BACK_PRESSURE, false);
        if (unanswered != null) {
            answer(unanswered);
        }
        if (!again) {
            tell(resume.notice() == null ? null : resume.notice().parked());
        }
        if (beginning.recording() != null) {
            part(beginning.recording());
        }
        String field = journey.sessionId() + "; epoch=" + epoch + "; cause=" + loss.cause();
        beginning.arrival().handshake().toEndpoint().set(RESUME_FIELD, field);
        replacement =
                new Replacement(beginning, lost, parkedNanos + resume.maxGap().toNanos(), this);
        replacement.seek();
    }

    /** The connection is left to itself: reset, or with our answer to its Close. */
    private void letGo(Peer peer) {
        Channel left = peer.channel();
        left.pipeline().remove(RelayHandler.class).leave();
        if (peer.closeReceived()) {
            ByteBuf answer = ControlFrames.close(left.alloc(), Side.UPSTREAM, CloseCode.GOING_AWAY, "");
            LingeringClose.after(left.writeAndFlush(answer), beginning.loop());
        } else {
            peer.reset();
        }
        peer.hasEnded();
    }

    private void beginKeeping(Peer peer) {
        parkedNanos = System.nanoTime();
        messagesBefore = messages();
        boolean cut = parts.fromClient().cut();
        telemetry.parked(journey);
        telemetry.resumeMessages(journey, ResumedMessages.CUT, cut ? 1 : 0);
        telemetry.resumeMessages(journey, ResumedMessages.IN_DOUBT, inDoubt.lost(messagesBefore));
        journey.enter(Phase.PARKED);
        peer.keep();
    }

    /** Tells the client what no other endpoint will answer. */
    private void part(Recording recording) {
        Parting parting = recording.onLoss();
        telemetry.resumeMessages(journey, ResumedMessages.ABANDONED, parting.abandoned());
        parting.tell().forEach(this::tell);
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

    private boolean isFull(Kept kept, ResumeConfig limits) {
        return kept.bytes() >= limits.buffer().bytes() || messages() - messagesBefore >= limits.messages();
    }

    /** Why the session cannot go on elsewhere; null if it can. */
    private @Nullable String obstacle(ResumeConfig resume) {
        Recording recording = beginning.recording();
        if (recording == null) {
            return resume.records() ? "began before its messages were recorded" : null;
        }
        return recording.obstacle();
    }

    private void tell(@Nullable String text) {
        if (text != null) {
            tell(Message.text(text));
        }
    }

    /** Behind what waits for the client, if anything does. */
    private void tell(Message message) {
        Peer client = parts.client();
        MessagePath messages = parts.fromUpstream().messages();
        boolean waits = messages != null
                && messages.onward().hasWaiting()
                && messages.onward().pass(message) == Delivery.Outcome.ACCEPTED;
        if (!waits && !client.closeSent()) {
            client.write(writer(Side.CLIENT).frame(message));
            client.flush();
        }
    }

    /** Uncompressed, which needs no memory of what went before. */
    private MessageWriter writer(Side to) {
        LoopCodecs codecs = beginning.sessions().codecs(beginning.loop());
        return new MessageWriter(to, parts.client().channel().alloc(), codecs, null);
    }

    /** Of the client, that were written or kept. */
    private long messages() {
        Recording recording = beginning.recording();
        return journey.from(Side.CLIENT).messages() - (recording == null ? 0 : recording.answered());
    }

    private InetAddress address() {
        return beginning.arrival().handshake().client().getAddress();
    }
}
