package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ClosePayload;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.protocol.Violation;
import io.tidegate.route.RouteChange;
import io.tidegate.session.Deadlines.Concern;
import io.tidegate.session.SessionRegistry.Farewell;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.transport.Loop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection and an endpoint's, joined: phases RELAY and CLOSE. Decides what the relays, the watchdog and the
 * peers' connections bring up, and ends both legs. Confined to the loop of both connections.
 */
final class Session implements Registered, Watchdog.Owner, Deadlines.Owner, Waits.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Side[] SIDES = Side.values();
    private static final int SENT_NOTHING = 0;
    private static final String UNDELIVERED = " (our Close could not be delivered)";

    private final Loop loop;
    private final Journey journey;
    private final LoopTelemetry telemetry;
    private final Seat seat;
    private final Peer client;
    private final Peer upstream;
    private final FrameRelay fromClient;
    private final FrameRelay fromUpstream;
    private final Deadlines deadlines;
    private final Watchdog watchdog;
    private final Judgement judgement;
    private final Waits waits;
    private final MemoryWatch memory;
    private final Pressure pressure;
    private final CloseHandshake closing;
    private final Answers answers;
    private int openConnections = 2;

    /** Gives back {@code seat} when both connections are closed. */
    Session(SessionParts parts, Loop loop, Journey journey, LoopTelemetry telemetry, Seat seat) {
        this.loop = loop;
        this.journey = journey;
        this.telemetry = telemetry;
        this.seat = seat;
        this.client = parts.client();
        this.upstream = parts.upstream();
        this.fromClient = parts.fromClient();
        this.fromUpstream = parts.fromUpstream();
        this.deadlines = new Deadlines(loop, this);
        this.watchdog = new Watchdog(parts.route().limits(), deadlines, this, client, upstream);
        this.judgement = new Judgement(parts, journey, telemetry, loop.clock(), watchdog);
        this.waits = new Waits(loop, deadlines, watchdog, this);
        this.memory = new MemoryWatch(parts, loop.eventLoop(), this);
        this.pressure = new Pressure(parts, journey, watchdog, waits, memory);
        this.closing = new CloseHandshake(client, upstream, fromClient, fromUpstream);
        this.answers = new Answers(parts);
    }

    /** Starts the relay; takes over what the peers have sent already. */
    void start(ByteBuf clientBytes, ByteBuf endpointBytes) {
        watchdog.start(loop.clock().nanos());
        onBytes(Side.UPSTREAM, endpointBytes);
        onBytes(Side.CLIENT, clientBytes);
        onReadComplete(Side.UPSTREAM);
        onReadComplete(Side.CLIENT);
        for (Side side : SIDES) {
            peer(side).channel().config().setAutoRead(!peer(side).isPaused());
        }
        if (follow() != null) { // a reload came between the choice of the route and now
            Farewell.LEFT_BEHIND.to(this);
        }
    }

    @Override
    public @Nullable RouteChange follow() {
        return judgement.follow(closing.ending() != null);
    }

    @Override
    public Journey journey() {
        return journey;
    }

    /** Takes over {@code bytes} that {@code from} sent. */
    @HotPath
    void onBytes(Side from, ByteBuf bytes) {
        FrameRelay relay = relay(from);
        RelayEvent event = relay.onBytes(bytes);
        if (event != RelayEvent.NONE) {
            onEvent(from, relay, event);
        }
        if (relay.wasHeard()) {
            watchdog.heard(loop.clock().nanos());
        }
    }

    /** The burst is over: what it brought goes out in one flush. */
    @HotPath
    void onReadComplete(Side from) {
        flush(from.other());
        MessagePath messages = relay(from).messages();
        if (answers.hasReplied(from)) {
            flush(from);
        }
        if (messages != null) {
            onMessagesRead(from, messages);
        }
        loop.clock().burstEnded();
    }

    @ColdPath
    private void onMessagesRead(Side from, MessagePath messages) {
        if (messages.hasReplied()) {
            flush(from);
        }
        memory.look();
    }

    @HotPath
    private void flush(Side to) {
        peer(to).flush();
        watchdog.wrote(to, loop.clock().nanos());
    }

    void onWritabilityChanged(Side side) {
        pressure.onWritabilityChanged(side);
    }

    @Override
    public void deliver(Side from) {
        FrameRelay relay = relay(from);
        MessagePath messages = Objects.requireNonNull(relay.messages());
        RelayEvent event = messages.deliver();
        watchdog.wrote(from.other(), System.nanoTime());
        if (event == RelayEvent.REFUSED) {
            onRefused(from, (FrameVerdict.Close) messages.verdict());
        }
        if (!messages.onward().hasWaiting()) {
            closing.onBoundary(from.other()); // a Close of ours comes behind them, and one of the sender's
            if (peer(from).isPaused(Peer.CLOSE_HELD)) {
                release(from);
            }
        }
        memory.look();
    }

    /** The end of a peer's stream, in order behind its bytes. */
    void onInputEnd(Side side) {
        if (peer(side).ended()) {
            return;
        }
        if (relay(side).isStopped()) { // a filter holds what came before
            peer(side).endHasToWait();
            return;
        }
        peer(side).hasEnded();
        if (!peer(side).closeReceived()) {
            onLost(side, "connection ended without a Close");
        }
        closing.onEnded(side);
    }

    void onInactive(Side side) {
        onInputEnd(side);
        // what the other side sends has nowhere to go, but its Close is to be read
        waits.pause(peer(side.other()), Peer.BACK_PRESSURE, false);
        waits.hasRoom(side.other(), relay(side.other()));
        openConnections--;
        if (openConnections == 0) {
            finish();
        }
    }

    /** The connection failed, or the gateway did. */
    void onFailure(Side side, Throwable failure) {
        boolean ofNetwork = FailureKind.of(failure) == FailureKind.NETWORK;
        if (ofNetwork && peer(side).ended()) {
            return;
        }
        if (ofNetwork) {
            LOG.debug("{} of session {} failed", side.label(), journey.sessionId(), failure);
            peer(side).hasEnded();
            onLost(side, "connection failed");
            peer(side).reset();
            closing.onEnded(side);
        } else {
            LOG.error("session {} failed on the {} side", journey.sessionId(), side.label(), failure);
            end(
                    new Ending(journey.phase(), Cause.INTERNAL, CloseCode.INTERNAL_ERROR, "internal error"),
                    CloseCode.INTERNAL_ERROR);
        }
    }

    /** Ends the session with a Close for the client; the endpoint is told 1001. */
    @Override
    public void kill(Cause cause, int code, String reason) {
        end(new Ending(journey.phase(), cause, code, reason), CloseCode.GOING_AWAY);
    }

    /** Called when a drain's deadline is over; an ending of its own stays the session's. */
    @Override
    public void cut() {
        kill(Cause.DRAINED, CloseCode.SERVICE_RESTART, "service restart");
        client.reset();
        upstream.reset();
    }

    @Override
    public void onDue(Concern concern, long nowNanos) {
        switch (concern) {
            case HOLD_CLIENT -> release(Side.CLIENT);
            case HOLD_UPSTREAM -> release(Side.UPSTREAM);
            case CLOSE -> onCloseTimeout(nowNanos);
            case IDLE, MAX_AGE, PING_CLIENT, PING_UPSTREAM, STALL_CLIENT, STALL_UPSTREAM, FULL_CLIENT, FULL_UPSTREAM ->
                watchdog.onDue(concern, nowNanos);
        }
    }

    @Override
    public boolean mayInsert(Side side) {
        return relay(side.other()).atBoundary() && !peer(side).closeSent();
    }

    @ColdPath
    private void onEvent(Side from, FrameRelay relay, RelayEvent first) {
        RelayEvent event = first;
        while (event != RelayEvent.NONE) {
            switch (event) {
                case NONE -> {}
                case HOLD -> {
                    waits.hold(peer(from), ((FrameVerdict.Hold) relay.verdict()).nanos());
                    return;
                }
                case DEFERRED -> {
                    waits.defer(peer(from), relay, judgement.limits().messageNanos());
                    return;
                }
                case FULL -> {
                    waits.noRoom(peer(from), relay);
                    return;
                }
                case REFUSED -> onRefused(from, (FrameVerdict.Close) relay.verdict());
                case CLOSE -> {
                    if (waits.holdsClose(peer(from), relay, judgement.limits().closeNanos())) {
                        return;
                    }
                    onClose(from, relay);
                }
                case PONG ->
                    telemetry.roundTrip(journey, from, peer(from).pings().rttNanos());
                case VIOLATION -> onViolation(from, relay.violation());
                case BOUNDARY -> closing.onBoundary(from.other());
                case REPLY -> answers.to(from).send(((FrameVerdict.Reply) relay.verdict()).message());
                case MESSAGE_END -> answers.to(from.other()).onMessageEnd();
            }
            event = relay.proceed();
        }
    }

    private void onClose(Side from, FrameRelay relay) {
        ClosePayload close = relay.close();
        Violation violation = close.violation();
        if (violation != null) {
            onViolation(from, violation);
            return;
        }
        peer(from).closeWasReceived();
        if (peer(from.other()).closeSent() || !relay.passesOn()) {
            closing.advance();
            return;
        }
        relay.passClose();
        Cause cause = from == Side.CLIENT ? Cause.CLIENT_CLOSED : Cause.ENDPOINT_CLOSED;
        Ending ending = new Ending(journey.phase(), cause, close.code(), close.reason());
        beginClosing();
        closing.passed(ending);
    }

    private void onRefused(Side from, FrameVerdict.Close refusal) {
        Cause cause = refusal.cause();
        boolean ours = cause == Cause.INTERNAL || cause == Cause.REMOVED || cause == Cause.MEMORY;
        if (ours) {
            end(new Ending(journey.phase(), cause, refusal.code(), refusal.reason()), refusal.code());
        } else {
            blame(from, cause, refusal.code(), refusal.reason());
        }
    }

    private void onViolation(Side from, Violation violation) {
        blame(from, violation.cause(), violation.code(), violation.reason());
        if (from == Side.CLIENT) {
            closing.clientBroke();
        }
    }

    /** Ends the session for what {@code from} did. */
    private void blame(Side from, Cause cause, int code, String reason) {
        if (from == Side.CLIENT) {
            end(new Ending(journey.phase(), cause, code, reason), CloseCode.GOING_AWAY);
        } else {
            end(new Ending(journey.phase(), cause, judgement.limits().endpointLostCode(), "endpoint: " + reason), code);
        }
    }

    private void onLost(Side side, String reason) {
        Cause cause = side == Side.CLIENT ? Cause.CLIENT_LOST : Cause.ENDPOINT_LOST;
        int code = side == Side.CLIENT ? SENT_NOTHING : judgement.limits().endpointLostCode();
        end(new Ending(journey.phase(), cause, code, reason), CloseCode.GOING_AWAY);
    }

    @Override
    public void end(Ending ending, int toUpstream) {
        if (closing.ending() != null) {
            return;
        }
        fromClient.stop();
        fromUpstream.stop();
        beginClosing();
        closing.begin(ending, ending.code(), toUpstream);
        for (Side side : SIDES) {
            if (waits.isWaiting(peer(side))) {
                release(side);
            }
            if (!relay(side).passesOn()) { // its peer's Close is to be read
                waits.pause(peer(side), Peer.BACK_PRESSURE, false);
            }
        }
    }

    private void beginClosing() {
        if (closing.ending() == null) {
            journey.enter(Phase.CLOSE);
            watchdog.sessionEnds();
            deadlines.set(Concern.CLOSE, System.nanoTime() + judgement.limits().closeNanos());
        }
    }

    private void onCloseTimeout(long nowNanos) {
        if (closing.onTimeout()) {
            deadlines.set(Concern.CLOSE, nowNanos + judgement.limits().closeNanos());
        }
    }

    @Override
    public void release(Side from) {
        FrameRelay relay = relay(from);
        boolean closeHeld = peer(from).isPaused(Peer.CLOSE_HELD);
        waits.over(peer(from));
        if (closeHeld && relay.passesOn()) {
            Objects.requireNonNull(relay.messages()).onward().abandon(); // what was not taken in time
        }
        onEvent(from, relay, closeHeld ? RelayEvent.CLOSE : relay.proceed());
        onReadComplete(from);
        if (peer(from).endWaits() && !relay.isStopped()) {
            onInputEnd(from);
        }
    }

    private void finish() {
        deadlines.clearAll();
        fromClient.dispose();
        fromUpstream.dispose();
        answers.giveUp();
        memory.close();
        Ending ending = Objects.requireNonNull(closing.ending());
        String reason = closing.undelivered() ? ending.reason() + UNDELIVERED : ending.reason();
        telemetry.ended(journey, new Ending(ending.phase(), ending.cause(), ending.code(), reason));
        InetSocketAddress address = journey.client();
        seat.giveBack(ending, address == null ? InetAddress.getLoopbackAddress() : address.getAddress());
    }

    @HotPath
    private Peer peer(Side side) {
        return side == Side.CLIENT ? client : upstream;
    }

    @HotPath
    private FrameRelay relay(Side from) {
        return from == Side.CLIENT ? fromClient : fromUpstream;
    }
}
