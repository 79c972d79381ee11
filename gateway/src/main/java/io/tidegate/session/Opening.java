package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.tidegate.config.RouteConfig;
import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.HandshakeFilters;
import io.tidegate.filter.SessionKeys;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.route.Route;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.time.Jitter;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.AttemptResult;
import io.tidegate.upstream.EndpointConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client on its way from a valid request to 101: phases ADMIT and CONNECT. Ends in a session, in a refusal, or because
 * the client left. Confined.
 */
final class Opening implements Registered, Connecting.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final int MAX_EARLY_BYTES = 16 * 1024;

    private final Sessions sessions;
    private final Arrival arrival;
    private final LoopTelemetry telemetry;
    private final TimerWheel.Timer admitTimeout = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            refuse(Refusal.problem(503, Cause.OVERLOAD, "A check of this request took too long.")
                    .retryAfter(Jitter.soon()));
        }
    };
    private final int place;
    private final WaitingClient waiting = new WaitingClient(this);
    private ByteBuf early;
    private FilterChain filters = FilterChain.EMPTY;
    private @Nullable HandshakeFilters judging;
    private @Nullable Connecting connecting;
    private boolean done;

    Opening(Sessions sessions, Arrival arrival) {
        this.sessions = sessions;
        this.arrival = arrival;
        this.telemetry = sessions.telemetry().loop(arrival.loop());
        this.early = arrival.early();
        this.place = sessions.registry().add(loop(), this);
    }

    void start() {
        journey().enter(Phase.ADMIT);
        journey().routedTo(route().name());
        arrival.channel().pipeline().addLast(waiting);
        loop().arm(admitTimeout, arrival.deadlineNanos());
        if (route().inMaintenance()) {
            refuse(Refusal.problem(503, Cause.REFUSED, route().config().maintenanceText()));
            return;
        }
        if (sessions.registry().count() > sessions.capacity().sessions()) {
            refuse(Refusal.problem(503, Cause.OVERLOAD, "The service takes no more sessions at the moment.")
                    .because("max-sessions are open")
                    .retryAfter(Jitter.soon()));
            return;
        }
        guarded(this::judge);
    }

    private void judge() {
        SessionKeys keys = SessionKeys.of(arrival.handshake(), arrival.match().segments());
        filters = route().newFilters(new FilterContext(
                journey().sessionId(),
                route().name(),
                loop().clock(),
                loop().eventLoop(),
                telemetry.verdicts(journey()),
                keys,
                journey().stay(),
                route().readsMessages(),
                telemetry.audit()));
        keys.forgetHandshake();
        journey().keysAre(keys);
        HandshakeFilters begun = HandshakeFilters.judge(
                filters, arrival.handshake(), loop().eventLoop(), new HandshakeFilters.Listener() {
                    @Override
                    public void onAdmission(Admission admission) {
                        Opening.this.onAdmission(admission);
                    }

                    @Override
                    public void onDeferred(String filter, String verdict, long nanos) {
                        telemetry.deferred(journey(), filter, verdict, nanos);
                    }
                });
        loop().clock().burstEnded(); // filters may have read it
        if (!done && connecting == null) {
            judging = begun;
        }
    }

    /** Takes over bytes that a client sends before 101; they are kept for the endpoint. */
    void onEarlyBytes(ByteBuf bytes) {
        if (done) {
            bytes.release();
            return;
        }
        early = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(arrival.channel().alloc(), early, bytes);
        if (early.readableBytes() >= MAX_EARLY_BYTES) {
            arrival.channel().config().setAutoRead(false);
        }
    }

    /** The client is gone. */
    void onLeft() {
        if (!done) {
            finish();
            telemetry.ended(journey(), new Ending(journey().phase(), Cause.CLIENT_LOST, 0, "left before 101"));
            early.release();
            arrival.channel().close();
        }
    }

    @Override
    public void refuse(Refusal refusal) {
        if (!done) {
            finish();
            early.release();
            arrival.channel().pipeline().remove(waiting);
            if (route().config().refuse() == RouteConfig.Refuse.CLOSE) {
                refusal.sendAsClose(arrival, telemetry);
            } else {
                refusal.send(arrival.channel(), loop(), telemetry, journey());
            }
        }
    }

    @Override
    public Journey journey() {
        return arrival.journey();
    }

    /** The client has no WebSocket yet: it is refused. */
    @Override
    public void kill(Cause cause, int code, String reason) {
        refuse(Refusal.problem(503, cause, "The service takes no sessions at the moment.")
                .because(reason)
                .retryAfter(Jitter.soon()));
    }

    @Override
    public void cut() {
        kill(Cause.DRAINED, CloseCode.SERVICE_RESTART, "service restart");
    }

    /** A failure of ours while this client was in hand. */
    void onFailure(Throwable failure) {
        LOG.error("session {} failed before 101", journey().sessionId(), failure);
        refuse(Refusal.problem(500, Cause.INTERNAL, "An internal error occurred.")
                .because(String.valueOf(failure)));
    }

    /** 101 goes to the client and frames flow. */
    @Override
    public void onConnected(Connecting chosen, AttemptResult.Connected connected) {
        Channel client = arrival.channel();
        finish();
        client.pipeline().remove(waiting);
        new Joining(sessions, arrival, chosen.upstream(), chosen.endpoint()).join(connected, filters, early);
    }

    private void onAdmission(Admission admission) {
        loop().clock().burstEnded();
        guarded(() -> onVerdict(admission));
    }

    private void onVerdict(Admission admission) {
        switch (admission) {
            case Admission.Pass.ADMIT -> connect();
            case Admission.Refuse refused -> refuse(Refusal.of(refused));
            case Admission.Defer _ -> throw new IllegalStateException("filters have judged");
        }
    }

    /** What throws, a plug-in most likely, ends the client's wait at once: the pipeline tells nobody of it. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) { // a plug-in may have been built against other classes
            onFailure(e);
        }
    }

    private void connect() {
        judging = null;
        loop().disarm(admitTimeout);
        journey().enter(Phase.CONNECT);
        String name = route().upstreamFor(arrival.handshake(), arrival.match().segments());
        EndpointConnector connector = sessions.connector(name);
        if (connector == null) {
            refuse(Refusal.problem(503, Cause.REMOVED, "The service is not available at the moment.")
                    .because("upstream " + name + " was removed by a reload")
                    .retryAfter(Jitter.soon()));
            return;
        }
        connecting = new Connecting(this, arrival, telemetry, connector);
        connecting.begin();
    }

    /** Nothing more happens here: every timer, filter and attempt is called off. */
    private void finish() {
        done = true;
        sessions.registry().remove(loop(), place);
        loop().disarm(admitTimeout);
        if (judging != null) {
            judging.cancel();
        }
        if (connecting != null) {
            connecting.cancel();
        }
    }

    private Route route() {
        return arrival.match().route();
    }

    private Loop loop() {
        return arrival.loop();
    }
}
