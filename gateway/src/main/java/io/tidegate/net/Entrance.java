package io.tidegate.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.tidegate.config.ListenerConfig;
import io.tidegate.config.ProxyProtocolConfig;
import io.tidegate.config.ProxyProtocolConfig.Mode;
import io.tidegate.net.RequestVerdict.HealthCheck;
import io.tidegate.net.RequestVerdict.Invalid;
import io.tidegate.net.RequestVerdict.Upgrade;
import io.tidegate.net.RequestVerdict.Valid;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeadParser;
import io.tidegate.protocol.HeadResult;
import io.tidegate.protocol.Phase;
import io.tidegate.route.RouteTable;
import io.tidegate.session.Arrival;
import io.tidegate.session.Refusal;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.time.Jitter;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.SequencedSet;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client from accept until it is handed over, refused, answered as a health check, or lost: exactly one of these.
 * Confined.
 */
final class Entrance {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final long SLOW_NANOS = 1_000_000_000;

    private final Listener listener;
    private final ListenerConfig config;
    private final ChannelHandlerContext ctx;
    private final Channel channel;
    private final Loop loop;
    private final LoopTelemetry telemetry;
    private final Journey journey;
    private final HeadParser parser;
    private final SequencedSet<Entrance> handshaking;
    private final Patience patience = new Patience();
    private EntranceStep step = EntranceStep.PROXY;
    private InetSocketAddress peer;
    private @Nullable ByteBuf received;

    /** @param ctx of the handler that calls us, last in the pipeline */
    Entrance(Listener listener, ChannelHandlerContext ctx) {
        Reception reception = listener.reception();
        this.listener = listener;
        this.config = listener.config();
        this.ctx = ctx;
        this.channel = ctx.channel();
        this.loop = reception.loops().of(channel);
        this.telemetry = reception.telemetry().loop(loop);
        this.handshaking = reception.entrances().get(loop.index());
        this.journey = new Journey(
                reception.sessionIds().get(loop.index()).next(),
                config.name(),
                System.nanoTime(),
                System.currentTimeMillis());
        this.parser = new HeadParser((int) config.maxRequestLine().bytes(), config.maxHeaders(), (int)
                config.maxHeaderBytes().bytes());
        this.peer = PeerAddress.of(channel.remoteAddress());
    }

    void onAccepted() {
        if (!config.address().isUnix()) {
            journey.clientIs(peer);
        }
        telemetry.accepted(journey);
        handshaking.add(this);
        loop.arm(patience, deadlineNanos());
        if (handshaking.size() > listener.reception().mostEntrances().getAsInt()) {
            letOneGo();
        }
        if (step == EntranceStep.OVER) {
            return;
        }
        ProxyProtocolConfig proxy = config.proxyProtocol();
        if (proxy == null) {
            startTls();
            return;
        }
        boolean trusted = listener.proxySenders().trusts(peer);
        if (proxy.mode() == Mode.ACCEPT) {
            ctx.pipeline().addBefore(ctx.name(), null, new ProxyDetector(trusted));
        } else if (trusted) {
            ctx.pipeline().addBefore(ctx.name(), null, new HAProxyMessageDecoder());
        } else {
            end(Cause.BAD_REQUEST, "PROXY protocol: the peer is not in from");
        }
    }

    /** There are too many: whoever is slowest to say what it wants, or who comes now if nobody is slow. */
    private void letOneGo() {
        Entrance first = handshaking.getFirst();
        boolean slow = journey.acceptedNanos() - first.journey.acceptedNanos() > SLOW_NANOS;
        Entrance leaving = slow ? first : this;
        if (leaving.received == null) {
            leaving.end(Cause.OVERLOAD, "too many handshakes at once");
        } else {
            leaving.refuse(Refusal.problem(503, Cause.OVERLOAD, "More clients come than are taken at the moment.")
                    .retryAfter(Jitter.soon()));
        }
    }

    /** @param named whom the header names; null if nobody, or if there is no header */
    void onProxyHeader(@Nullable InetSocketAddress named) {
        if (step != EntranceStep.PROXY) {
            return;
        }
        if (named != null) {
            peer = named;
            journey.clientIs(named);
        }
        startTls();
    }

    private void startTls() {
        if (listener.tls() == null) {
            step = EntranceStep.REQUEST;
            return;
        }
        step = EntranceStep.TLS;
        ctx.pipeline().addBefore(ctx.name(), null, listener.tls().newHandler(channel));
    }

    void onTls() {
        if (step == EntranceStep.TLS) {
            step = EntranceStep.REQUEST;
        }
    }

    /** @param bytes taken over */
    void onBytes(ByteBuf bytes) {
        if (step != EntranceStep.REQUEST) {
            bytes.release();
            return;
        }
        ByteBuf in = received == null
                ? bytes
                : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), received, bytes);
        received = in;
        switch (parser.request(in)) {
            case HeadResult.Incomplete _ -> {}
            case HeadResult.Malformed malformed -> refuse(malformed.status(), malformed.detail());
            case HeadResult.Request request -> onRequest(request);
            case HeadResult.Response _ -> throw new IllegalStateException("a response was not asked for");
        }
    }

    private void onRequest(HeadResult.Request request) {
        switch (RequestRules.judge(request, listener.keepsEncodedSlash(), config.health())) {
            case Invalid invalid -> refuse(invalid.status(), invalid.detail());
            case HealthCheck _ -> answerHealth(request.method().equals("GET"));
            case Valid valid -> onValid(request, valid);
        }
    }

    private void onValid(HeadResult.Request request, Valid valid) {
        Handshake handshake = Handshakes.of(listener, channel, peer, journey.sessionId(), request, valid);
        journey.clientIs(
                config.address().isUnix() && handshake.client().equals(PeerAddress.LOCAL) ? null : handshake.client());
        RouteTable routes = listener.reception().routes().get();
        journey.requests(handshake.path(), routes.withoutSecrets(handshake.query()), Handshakes.requestId(handshake));
        RouteTable.Match match = routes.find(handshake);
        telemetry.requested(
                journey,
                request.method(),
                handshake,
                match == null ? null : match.route().config());
        if (match == null) {
            journey.enter(Phase.ADMIT); // the request was fine, only nobody wants it
            refuse(Refusal.problem(404, Cause.NO_ROUTE, "Nothing is served here."));
            return;
        }
        journey.routedTo(match.route().name());
        Upgrade upgrade = valid.upgrade();
        if (!request.method().equals("GET")) {
            refuse(Refusal.problem(405, Cause.BAD_REQUEST, "Only GET opens a WebSocket.")
                    .with("Allow", "GET"));
        } else if (upgrade == null) {
            refuse(upgradeRequired());
        } else {
            admitInTurn(handshake, match, upgrade.key());
        }
    }

    private void admitInTurn(Handshake handshake, RouteTable.Match match, String key) {
        Duration wait = listener.handshakes().admit();
        if (wait == null) {
            admit(handshake, match, key);
        } else {
            telemetry.handshakeShed(journey);
            refuse(Refusal.problem(503, Cause.OVERLOAD, "More clients come than are taken at the moment.")
                    .retryAfter(wait));
        }
    }

    private void admit(Handshake handshake, RouteTable.Match match, String key) {
        ByteBuf early = Unpooled.EMPTY_BUFFER;
        if (received != null && received.isReadable()) {
            early = received;
            received = null; // its reference goes with the arrival
        }
        leave();
        journey.enter(Phase.ADMIT);
        listener.reception()
                .admission()
                .accept(new Arrival(channel, loop, journey, handshake, match, key, early, deadlineNanos()));
    }

    private void answerHealth(boolean withBody) {
        over();
        telemetry.healthAnswered(journey);
        boolean draining = listener.reception().draining().getAsBoolean();
        var _ = channel.writeAndFlush(HealthAnswer.of(channel.alloc(), draining, withBody))
                .addListener(ChannelFutureListener.CLOSE);
    }

    void onTlsFailure(Throwable cause) {
        if (cause instanceof ClosedChannelException || !channel.isActive()) {
            onGone("connection lost during TLS");
        } else if (step != EntranceStep.OVER) {
            end(Cause.BAD_REQUEST, "TLS: " + cause.getMessage());
        }
    }

    void onGone(String reason) {
        if (step != EntranceStep.OVER) {
            end(Cause.CLIENT_LOST, reason);
        }
    }

    /** The gateway stops: nobody is left to take the client. */
    void onStop() {
        if (step != EntranceStep.OVER) {
            end(Cause.DRAINED, "the gateway stops");
        }
    }

    void onFault(Throwable fault) {
        if (step == EntranceStep.OVER) {
            LOG.debug("{}: after its end: {}", journey.sessionId(), fault.toString());
            return;
        }
        switch (fault) {
            case HAProxyProtocolException e -> end(Cause.BAD_REQUEST, "PROXY protocol: " + e.getMessage());
            case DecoderException e when e.getCause() instanceof SSLException tls -> onTlsFailure(tls);
            case IOException e -> end(Cause.CLIENT_LOST, "connection lost: " + e.getMessage());
            default -> onMistake(fault);
        }
    }

    private void onMistake(Throwable fault) {
        LOG.error("{}: a handshake failed by a fault of ours", journey.sessionId(), fault);
        if (step == EntranceStep.REQUEST) {
            refuse(Refusal.problem(500, Cause.INTERNAL, "The gateway failed."));
        } else {
            end(Cause.INTERNAL, "a fault of ours");
        }
    }

    /** A client that has sent something is told; one that is not even at HTTP, or has sent nothing, could not read it. */
    private void onTimeout() {
        if (received != null) {
            refuse(408, "The request did not come in time.");
        } else {
            end(Cause.BAD_REQUEST, "timeout: waited for " + step.awaited());
        }
    }

    private void refuse(int status, String detail) {
        refuse(Refusal.problem(status, Cause.BAD_REQUEST, detail));
    }

    private void refuse(Refusal refusal) {
        leave();
        refusal.send(channel, loop, telemetry, journey);
    }

    /** Ends without a word to the client. */
    private void end(Cause cause, String reason) {
        over();
        telemetry.ended(journey, new Ending(journey.phase(), cause, 0, reason));
        var _ = channel.close();
    }

    /** What comes from here on is the business of others, whose handlers take our place. */
    private void leave() {
        over();
        ctx.pipeline().remove(ctx.handler());
    }

    private void over() {
        step = EntranceStep.OVER;
        loop.disarm(patience);
        handshaking.remove(this);
        if (received != null) {
            received.release();
            received = null;
        }
    }

    private long deadlineNanos() {
        return journey.acceptedNanos() + config.handshakeTimeout().toNanos();
    }

    private static Refusal upgradeRequired() {
        return Refusal.problem(426, Cause.BAD_REQUEST, "Only a WebSocket handshake of version 13 is taken here.")
                .with("Upgrade", "websocket")
                .with("Connection", "Upgrade")
                .with("Sec-WebSocket-Version", "13");
    }

    /** The handshake-timeout: one for PROXY protocol, TLS and the request together. */
    private final class Patience extends TimerWheel.Timer {
        @Override
        protected void onTimeout(long nowNanos) {
            Entrance.this.onTimeout();
        }
    }
}
