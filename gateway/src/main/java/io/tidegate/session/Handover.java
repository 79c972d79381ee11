package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.tidegate.config.ResumeConfig;
import io.tidegate.config.ResumeConfig.NoticeConfig;
import io.tidegate.filter.Message;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ControlFrames;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a session from one endpoint to another: keeps what the client sends meanwhile, tells the new one what it has to
 * know, and accounts for every message. Under way from {@link #begin} until the new endpoint knows the session. Confined.
 */
final class Handover {
    /** Whose session it is. */
    interface Owner {
        /** The endpoint's connection is no longer one of the session's. */
        void endpointLeft();

        /** The endpoint has another connection from now on; takes it over. */
        void endpointReplaced(AttemptResult.Connected connected);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private final SessionParts parts;
    private final Beginning beginning;
    private final LoopTelemetry telemetry;
    private final Journey journey;
    private final Seat seat;
    private final Waits waits;
    private final Watchdog watchdog;
    private final Owner owner;
    private final InDoubt inDoubt = new InDoubt();
    private final Reserve.Share ofKept;
    private long begunNanos;
    private long messagesBefore;
    private boolean parked;
    private @Nullable ResumeConfig config;
    private @Nullable Retelling retelling;

    Handover(SessionParts parts, Beginning beginning, Seat seat, Waits waits, Watchdog watchdog, Owner owner) {
        this.parts = parts;
        this.beginning = beginning;
        this.telemetry = beginning.telemetry();
        this.journey = beginning.journey();
        this.seat = seat;
        this.waits = waits;
        this.watchdog = watchdog;
        this.owner = owner;
        this.ofKept = parts.reserve().share();
    }

    boolean isUnderWay() {
        return config != null;
    }

    /** What it began with; null while none is under way. */
    @Nullable
    ResumeConfig config() {
        return config;
    }

    /** Until when there must be another endpoint that knows the session. */
    long deadlineNanos() {
        return begunNanos + (config == null ? 0 : config.maxGap().toNanos());
    }

    /** Of the client's messages that the endpoint has had and not confirmed. */
    InDoubt inDoubt() {
        return inDoubt;
    }

    /** Of the client, that were written or kept. */
    long messages() {
        Recording recording = beginning.recording();
        long elsewhere = parts.legs() == null ? 0 : parts.legs().messages();
        return journey.from(Side.CLIENT).messages() - elsewhere - (recording == null ? 0 : recording.answered());
    }

    /** From now on what the client sends is kept. */
    void begin(ResumeConfig resume) {
        config = resume;
        begunNanos = System.nanoTime();
        messagesBefore = messages();
        parts.upstream().keep();
    }

    /** What the client has sent of a message is lost with the endpoint, and the rest is left out. */
    void countCut() {
        boolean cut = parts.fromClient().cut();
        telemetry.resumeMessages(journey, ResumedMessages.CUT, cut ? 1 : 0);
    }

    /** What the endpoint has not confirmed may be lost. */
    void countInDoubt() {
        telemetry.resumeMessages(journey, ResumedMessages.IN_DOUBT, inDoubt.lost(messagesBefore));
    }

    /** No other endpoint is at hand. */
    void park() {
        if (!parked) {
            parked = true;
            telemetry.parked(journey);
            journey.enter(Phase.PARKED);
        }
    }

    /** Tells the client that its endpoint is gone, and what no other one will answer. */
    void tellLeft() {
        NoticeConfig notice = config == null ? null : config.notice();
        tell(notice == null ? null : notice.parked());
        part();
    }

    /** Tells the client what no other endpoint will answer. */
    void part() {
        Recording recording = beginning.recording();
        if (recording != null) {
            Parting parting = recording.onLoss();
            telemetry.resumeMessages(journey, ResumedMessages.ABANDONED, parting.abandoned());
            parting.tell().forEach(this::tell);
        }
    }

    /** The endpoint is left. */
    void detach(boolean failure) {
        seat.leaveEndpoint(failure, address());
        parts.client().flush(); // what came just before: the end of the read that brought it is not told any more
        Peer peer = parts.upstream();
        byte[] unanswered = peer.pings().unanswered();
        if (retelling != null) {
            retelling.over();
            retelling = null;
        }
        parts.fromUpstream().restart();
        journey.stay().endpointLeft();
        watchdog.parked();
        waits.over(peer);
        owner.endpointLeft();
        letGo(peer);
        waits.pause(parts.client(), Peer.BACK_PRESSURE, false);
        if (unanswered != null) {
            answer(unanswered);
        }
    }

    /**
     * Another endpoint takes the session over.
     *
     * @param onLate called if it has not answered by {@link #deadlineNanos} what it was told
     */
    void join(Upstream upstream, Endpoint endpoint, AttemptResult.Connected connected, Runnable onLate) {
        seat.move(upstream, endpoint);
        journey.endpointIs(endpoint.id());
        Peer peer = parts.upstream();
        peer.replace(connected.channel());
        peer.pings().rememberForeign();
        if (isTold(onLate)) {
            goOn();
        }
        owner.endpointReplaced(connected);
    }

    /**
     * {@code from} sent something, which has been dealt with, while this is under way.
     *
     * @return false if the memory budgets have no room for what is kept
     */
    boolean onRead(Side from) {
        Kept kept = parts.upstream().kept();
        if (kept != null && !ofKept.hold(kept.bytes())) {
            return false;
        }
        if (from == Side.CLIENT && kept != null && isFull(kept)) {
            waits.pause(parts.client(), Peer.KEPT, true);
        } else if (retelling != null && retelling.goOn()) {
            goOn();
        }
        return true;
    }

    /** Answers the client's ping in place of an endpoint. */
    void answer(byte[] ping) {
        Peer client = parts.client();
        client.write(ControlFrames.pong(client.channel().alloc(), Side.CLIENT, ping));
        client.flush();
    }

    /** The session ends: nothing is kept any more. */
    void over() {
        if (retelling != null) {
            retelling.over();
            retelling = null;
        }
        Kept kept = parts.upstream().kept();
        if (kept != null && isUnderWay()) {
            unpark();
            telemetry.resumeMessages(journey, ResumedMessages.UNDELIVERED, messages() - messagesBefore);
            kept.dispose();
            ofKept.hold(0);
            config = null;
        }
    }

    /** Whether the endpoint knows all that it has to be told; else it is told as it answers. */
    private boolean isTold(Runnable onLate) {
        Recording recording = beginning.recording();
        if (recording == null) {
            return true;
        }
        var begun = new Retelling(recording, parts.upstream(), writer(Side.UPSTREAM), beginning.loop(), onLate);
        retelling = begun;
        if (begun.goOn()) {
            return true;
        }
        begun.limit(deadlineNanos());
        return false;
    }

    /** The endpoint knows the session: it gets what was kept, and frames flow. */
    private void goOn() {
        if (retelling != null) {
            Recording.Told told = retelling.told();
            telemetry.resumeMessages(journey, ResumedMessages.REPLAYED, told.replayed());
            telemetry.resumeMessages(journey, ResumedMessages.RESENT, told.resent());
            retelling = null;
            Recording recording = beginning.recording();
            if (recording != null) {
                recording.onTold();
            }
        }
        Peer peer = parts.upstream();
        peer.release();
        peer.flush();
        ofKept.hold(0);
        long keptMessages = messages() - messagesBefore;
        telemetry.resumeMessages(journey, ResumedMessages.DELIVERED, keptMessages);
        LOG.debug("session {} goes on, {} messages kept", journey.sessionId(), keptMessages);
        long nowNanos = System.nanoTime();
        if (unpark()) {
            telemetry.resumed(journey, nowNanos - begunNanos);
            watchdog.resumed(nowNanos);
        } else {
            telemetry.moved(journey, MoveResult.MOVED.label(), nowNanos - begunNanos);
            watchdog.joined(nowNanos);
        }
        NoticeConfig notice = config == null ? null : config.notice();
        config = null;
        tell(notice == null ? null : notice.resumed());
        waits.pause(parts.client(), Peer.KEPT, false);
    }

    private boolean unpark() {
        boolean was = parked;
        if (was) {
            telemetry.unparked(journey);
        }
        parked = false;
        return was;
    }

    /** The connection is left to itself: with our Close, an answer to its own, or reset. */
    private void letGo(Peer peer) {
        Channel left = peer.channel();
        if (peer.closeSent()) {
            LingeringClose.after(left.writeAndFlush(Unpooled.EMPTY_BUFFER), beginning.loop());
        } else if (peer.closeReceived()) {
            ByteBuf answer = ControlFrames.close(left.alloc(), Side.UPSTREAM, CloseCode.GOING_AWAY, "");
            LingeringClose.after(left.writeAndFlush(answer), beginning.loop());
        } else {
            peer.reset();
        }
        peer.hasEnded();
    }

    private boolean isFull(Kept kept) {
        return config != null
                && (kept.bytes() >= config.buffer().bytes() || messages() - messagesBefore >= config.messages());
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

    private InetAddress address() {
        return beginning.arrival().handshake().client().getAddress();
    }
}
