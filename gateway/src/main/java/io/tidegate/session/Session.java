package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.route.RouteChange;
import io.tidegate.session.Deadlines.Concern;
import io.tidegate.session.SessionRegistry.Farewell;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.AttemptResult;
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
final class Session implements Registered, Watchdog.Owner, Deadlines.Owner, Waits.Owner, Continuity.Owner, Legs.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Side[] SIDES = Side.values();

    private final Loop loop;
    private final Journey journey;
    private final LoopTelemetry telemetry;
    private final Seat seat;
    private final SessionParts parts;
    private final Watchdog watchdog;
    private final Judgement judgement;
    private final Waits waits;
    private final MemoryWatch memory;
    private final Pressure pressure;
    private final Closing closing;
    private final RelayEvents events;
    private final Answers replies;
    private final @Nullable Continuity continuity;
    private final Residence resident;
    private @Nullable RelayHandler ofEndpoint;
    private int openConnections = 2;

    /**
     * Gives back {@code seat} when both connections are closed.
     *
     * @param beginning null if the session ends with its endpoint
     */
    Session(
            SessionParts parts,
            Loop loop,
            Journey journey,
            LoopTelemetry telemetry,
            Seat seat,
            @Nullable Beginning beginning) {
        this.loop = loop;
        this.journey = journey;
        this.telemetry = telemetry;
        this.seat = seat;
        this.parts = parts;
        Deadlines deadlines = new Deadlines(loop, this);
        this.watchdog = new Watchdog(parts.route().limits(), deadlines, this, parts.client(), parts.upstream());
        this.judgement = new Judgement(parts, journey, telemetry, loop, watchdog);
        this.waits = new Waits(loop, deadlines, new ReadPauses(watchdog, journey, telemetry), this);
        this.memory = new MemoryWatch(parts, loop.eventLoop(), this);
        this.pressure = new Pressure(parts, journey, watchdog, waits, memory);
        this.closing = new Closing(parts, journey, deadlines, watchdog, waits, judgement);
        this.continuity = beginning == null ? null : new Continuity(parts, beginning, seat, waits, watchdog, this);
        if (continuity != null) {
            closing.stops(continuity);
        }
        if (parts.legs() != null) {
            parts.legs().belongTo(this);
        }
        this.events = new RelayEvents(parts, journey, telemetry, waits, closing, continuity);
        this.replies = events.replies();
        this.resident = new Residence(journey, seat, judgement, closing, continuity);
    }

    /** What happens on {@code channel} is the session's from now on. */
    void attach(Side side, Channel channel) {
        RelayHandler handler = new RelayHandler(this, side, loop);
        if (side == Side.UPSTREAM) {
            ofEndpoint = handler;
        }
        channel.pipeline().addLast(handler);
    }

    /** Starts the relay; takes over what the peers have sent already. */
    void start(ByteBuf clientBytes, ByteBuf endpointBytes) {
        watchdog.start(loop.clock().nanos());
        onBytes(Side.UPSTREAM, endpointBytes);
        onBytes(Side.CLIENT, clientBytes);
        onReadComplete(Side.UPSTREAM);
        onReadComplete(Side.CLIENT);
        for (Side side : SIDES) {
            parts.peer(side).channel().config().setAutoRead(!parts.peer(side).isPaused());
        }
        if (follow() != null) { // a reload came between the choice of the route and now
            Farewell.LEFT_BEHIND.to(this);
        }
    }

    @Override
    public @Nullable RouteChange follow() {
        return judgement.follow(closing.hasBegun());
    }

    @Override
    public Journey journey() {
        return journey;
    }

    @Override
    public long heardNanos() {
        return watchdog.heardNanos();
    }

    @Override
    public Resident resident() {
        return resident;
    }

    /** Takes over {@code bytes} that {@code from} sent. */
    @HotPath
    void onBytes(Side from, ByteBuf bytes) {
        FrameRelay relay = parts.relay(from);
        RelayEvent event = relay.onBytes(bytes);
        if (event != RelayEvent.NONE) {
            events.on(from, relay, event);
        }
        if (relay.wasHeard()) {
            watchdog.heard(loop.clock().nanos());
        }
    }

    /** The burst is over: what it brought goes out in one flush. */
    @HotPath
    void onReadComplete(Side from) {
        Peer target = parts.peer(from.other());
        target.flush();
        watchdog.wrote(target.side(), loop.clock().nanos());
        MessagePath messages = parts.relay(from).messages();
        boolean replied = replies.hasReplied(from);
        if (replied || messages != null || continuity != null) {
            onMoreRead(from, messages, replied);
        }
        loop.clock().burstEnded();
    }

    @ColdPath
    private void onMoreRead(Side from, @Nullable MessagePath messages, boolean replied) {
        boolean answered = messages != null && messages.hasReplied();
        if (replied || answered) {
            parts.peer(from).flush();
            watchdog.wrote(from, loop.clock().nanos());
        }
        if (parts.legs() != null && from == Side.CLIENT) {
            parts.legs().flush();
        }
        if (messages != null) {
            memory.look();
        }
        if (continuity != null) {
            continuity.onRead(from);
        }
    }

    void onWritabilityChanged(Side side) {
        pressure.onWritabilityChanged(side);
    }

    @Override
    public void deliver(Side from) {
        FrameRelay relay = parts.relay(from);
        MessagePath messages = Objects.requireNonNull(relay.messages());
        RelayEvent event = messages.deliver();
        watchdog.wrote(from.other(), System.nanoTime());
        if (event == RelayEvent.REFUSED) {
            closing.refused(from, (FrameVerdict.Close) messages.verdict());
        }
        if (!messages.onward().hasWaiting()) {
            closing.onBoundary(from.other()); // a Close of ours comes behind them, and one of the sender's
            if (parts.peer(from).isPaused(Peer.CLOSE_HELD)) {
                release(from);
            }
        }
        memory.look();
    }

    /** The end of a peer's stream, in order behind its bytes. */
    void onInputEnd(Side side) {
        if (parts.peer(side).ended()) {
            return;
        }
        if (parts.relay(side).isStopped()) { // a filter holds what came before
            parts.peer(side).endHasToWait();
            return;
        }
        parts.peer(side).hasEnded();
        if (!parts.peer(side).closeReceived() && onLost(side, "connection ended without a Close")) {
            return;
        }
        closing.onEnded(side);
    }

    void onInactive(Side side) {
        onInputEnd(side);
        if (side == Side.UPSTREAM && closing.isParked()) { // just now
            return;
        }
        // what the other side sends has nowhere to go, but its Close is to be read
        waits.pause(parts.peer(side.other()), Peer.BACK_PRESSURE, false);
        waits.hasRoom(side.other(), parts.relay(side.other()));
        openConnections--;
        if (openConnections == 0) {
            finish();
        }
    }

    /** The connection failed, or the gateway did. */
    void onFailure(Side side, Throwable failure) {
        boolean ofNetwork = FailureKind.of(failure) == FailureKind.NETWORK;
        if (ofNetwork && parts.peer(side).ended()) {
            return;
        }
        if (ofNetwork) {
            LOG.debug("{} of session {} failed", side.label(), journey.sessionId(), failure);
            parts.peer(side).hasEnded();
            if (onLost(side, "connection failed")) {
                return;
            }
            parts.peer(side).reset();
            closing.onEnded(side);
        } else {
            LOG.error("session {} failed on the {} side", journey.sessionId(), side.label(), failure);
            closing.end(Cause.INTERNAL, CloseCode.INTERNAL_ERROR, "internal error", CloseCode.INTERNAL_ERROR);
        }
    }

    /** Ends the session with a Close for the client; the endpoint is told 1001. */
    @Override
    public void kill(Cause cause, int code, String reason) {
        closing.end(cause, code, reason, CloseCode.GOING_AWAY);
    }

    /** Called when a drain's deadline is over; an ending of its own stays the session's. */
    @Override
    public void cut() {
        kill(Cause.DRAINED, CloseCode.SERVICE_RESTART, "service restart");
        parts.client().reset();
        parts.upstream().reset();
    }

    @Override
    public void onDue(Concern concern, long nowNanos) {
        switch (concern) {
            case HOLD_CLIENT -> release(Side.CLIENT);
            case HOLD_UPSTREAM -> release(Side.UPSTREAM);
            case CLOSE -> closing.onTimeout(nowNanos);
            case IDLE, MAX_AGE, PING_CLIENT, PING_UPSTREAM, STALL_CLIENT, STALL_UPSTREAM, FULL_CLIENT, FULL_UPSTREAM ->
                watchdog.onDue(concern, nowNanos);
        }
    }

    @Override
    public boolean mayInsert(Side side) {
        return parts.relay(side.other()).atBoundary() && !parts.peer(side).closeSent();
    }

    /** @return whether the session goes on without {@code side} */
    private boolean onLost(Side side, String reason) {
        if (side == Side.UPSTREAM && closing.isOutlived(EndpointLoss.ENDED)) {
            return true;
        }
        closing.lost(side, reason);
        return false;
    }

    @Override
    public void unresponsive(Side side, Ending ending, int toUpstream) {
        if (side == Side.CLIENT || !closing.isOutlived(EndpointLoss.UNRESPONSIVE)) {
            end(ending, toUpstream);
        }
    }

    @Override
    public void pinged(Side side) {
        if (continuity != null && side == Side.UPSTREAM) {
            continuity.pinged();
        }
    }

    @Override
    public void endpointLeft() {
        openConnections--;
        Objects.requireNonNull(ofEndpoint).leave();
    }

    @Override
    public void endpointReplaced(AttemptResult.Connected connected) {
        openConnections++;
        attach(Side.UPSTREAM, connected.channel());
        resident.endpointReplaced(connected.rest());
        onWritabilityChanged(Side.CLIENT);
        onWritabilityChanged(Side.UPSTREAM); // what was kept may have filled it
        onBytes(Side.UPSTREAM, connected.rest());
        onReadComplete(Side.UPSTREAM);
        connected.channel().config().setAutoRead(!parts.upstream().isPaused());
    }

    @Override
    public void end(Ending ending, int toUpstream) {
        closing.end(ending, toUpstream);
    }

    @Override
    public void refused(Side from, FrameVerdict.Close refusal) {
        closing.refused(from, refusal);
    }

    @Override
    public void legWrote() {
        onReadComplete(Side.UPSTREAM);
    }

    @Override
    public void legHeard() {
        watchdog.heard(loop.clock().nanos());
    }

    @Override
    public void legHasRoom() {
        waits.hasRoom(Side.CLIENT, parts.fromClient());
    }

    /** Why it ends; not before it has begun to. */
    Ending ending() {
        return closing.ending();
    }

    @Override
    public void release(Side from) {
        FrameRelay relay = parts.relay(from);
        boolean closeHeld = parts.peer(from).isPaused(Peer.CLOSE_HELD);
        waits.proceeds(parts.peer(from));
        if (closeHeld && relay.passesOn()) {
            Objects.requireNonNull(relay.messages()).onward().abandon(); // what was not taken in time
        }
        events.on(from, relay, closeHeld ? RelayEvent.CLOSE : relay.proceed());
        waits.proceeded(parts.peer(from));
        onReadComplete(from);
        if (parts.peer(from).endWaits() && !relay.isStopped()) {
            onInputEnd(from);
        }
    }

    private void finish() {
        waits.sessionEnded();
        parts.dispose();
        replies.giveUp();
        memory.close();
        Ending ending = closing.conclude();
        resident.ended(ending);
        telemetry.ended(journey, ending);
        InetSocketAddress address = journey.client();
        seat.giveBack(ending, address == null ? InetAddress.getLoopbackAddress() : address.getAddress());
    }
}
