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
     * The endpoint is lost: the session is parked, or ended because it was the one to kill its endpoints.
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
        if (isPoison(loss, resume.poison())) {
            LOG.warn("session {} lost {} endpoints in a row, {} the last", journey.sessionId(), lostInARow, lost.id());
            fail(Cause.POISONED, CloseCode.INTERNAL_ERROR, "lost " + lostInARow + " endpoints in a row");
        } else {
            park(loss, resume, lost);
        }
        return true;
    }

    /** The client sent something while the session is parked. */
    void onClientRead() {
        Kept kept = parts.upstream().kept();
        if (kept != null && config != null && isFull(kept, config)) {
            waits.pause(parts.client(), Peer.KEPT, true);
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
            telemetry.unparked(journey);
        }
        if (kept != null) {
            telemetry.resumeMessages(journey, ResumedMessages.UNDELIVERED, messages() - messagesBefore);
            kept.dispose();
        }
    }

    @Override
    public void onFound(Upstream upstream, Endpoint endpoint, AttemptResult.Connected connected) {
        replacement = null;
        telemetry.unparked(journey);
        joinedNanos = System.nanoTime();
        seat.move(upstream, endpoint);
        Peer peer = parts.upstream();
        Channel channel = connected.channel();
        peer.replace(channel);
        peer.pings().rememberForeign();
        peer.release();
        peer.flush();
        long keptMessages = messages() - messagesBefore;
        telemetry.resumeMessages(journey, ResumedMessages.DELIVERED, keptMessages);
        telemetry.resumed(journey, joinedNanos - parkedNanos);
        LOG.debug("session {} goes on at {}, {} messages kept", journey.sessionId(), endpoint.id(), keptMessages);
        NoticeConfig notice = config == null ? null : config.notice();
        tell(notice == null ? null : notice.resumed());
        watchdog.resumed(joinedNanos);
        owner.endpointReplaced(connected);
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
        config = resume;
        epoch++;
        parkedNanos = System.nanoTime();
        messagesBefore = messages();
        boolean cut = parts.fromClient().cut();
        telemetry.parked(journey);
        telemetry.resumeMessages(journey, ResumedMessages.CUT, cut ? 1 : 0);
        telemetry.resumeMessages(journey, ResumedMessages.IN_DOUBT, inDoubt.lost(messagesBefore));
        LOG.debug("session {} is parked: {} {}", journey.sessionId(), lost.id(), loss.cause());
        journey.enter(Phase.PARKED);
        seat.leaveEndpoint(loss.failure(), address());
        Peer peer = parts.upstream();
        byte[] unanswered = peer.pings().unanswered();
        peer.keep();
        parts.fromUpstream().restart();
        watchdog.parked();
        waits.over(peer);
        letGo(peer);
        owner.endpointLeft();
        waits.pause(parts.client(), Peer.BACK_PRESSURE, false);
        if (unanswered != null) {
            answer(unanswered);
        }
        tell(resume.notice() == null ? null : resume.notice().parked());
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

    private boolean isPoison(EndpointLoss loss, ResumeConfig.PoisonConfig poison) {
        boolean soon = System.nanoTime() - joinedNanos < poison.within().toNanos();
        lostInARow = !loss.failure() ? 0 : soon ? lostInARow + 1 : 1;
        return lostInARow >= poison.endpoints();
    }

    private void fail(Cause cause, int code, String reason) {
        telemetry.notResumed(journey, cause);
        owner.end(new Ending(journey.phase(), cause, code, reason), CloseCode.GOING_AWAY);
    }

    private boolean isFull(Kept kept, ResumeConfig limits) {
        return kept.bytes() >= limits.buffer().bytes() || messages() - messagesBefore >= limits.messages();
    }

    private void tell(@Nullable String text) {
        Peer client = parts.client();
        if (text != null && !client.closeSent()) {
            LoopCodecs codecs = beginning.sessions().codecs(beginning.loop());
            client.write(
                    new MessageWriter(Side.CLIENT, client.channel().alloc(), codecs, null).frame(Message.text(text)));
            client.flush();
        }
    }

    /** Of the client, that were written or kept. */
    private long messages() {
        return journey.from(Side.CLIENT).messages();
    }

    private InetAddress address() {
        return beginning.arrival().handshake().client().getAddress();
    }
}
