package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FrameFilters;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.PerMessageDeflate;
import io.tidegate.protocol.Side;
import io.tidegate.protocol.WebSocketKey;
import io.tidegate.route.Route;
import io.tidegate.route.SessionLimits;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.RouteCounters;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.Attempt;
import io.tidegate.upstream.AttemptResult;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.EndpointConnector;
import io.tidegate.upstream.UpgradeAnswer;
import io.tidegate.upstream.UpgradeRequest;
import io.tidegate.upstream.Upstream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Phase CONNECT of one client: endpoints of an upstream are tried in turn until one agrees or time is over. Confined. */
final class Connecting {
    private static final Logger LOG = LoggerFactory.getLogger(Connecting.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Opening opening;
    private final EndpointConnector connector;
    private final Upstream upstream;
    private final Arrival arrival;
    private final Set<Endpoint> tried = new HashSet<>(4);
    private final List<PerMessageDeflate> offers;
    private final String path;
    private final long deadlineNanos;
    private @Nullable Endpoint endpoint;
    private @Nullable Attempt attempt;
    private @Nullable Refusal lastFailure;
    private long attemptNanos;
    private boolean left;

    /** The session takes a place of the upstream's {@code max-sessions}, which the caller has got. */
    Connecting(Opening opening, EndpointConnector connector) {
        this.opening = opening;
        this.connector = connector;
        this.upstream = connector.upstream();
        this.arrival = opening.arrival();
        Handshake handshake = arrival.handshake();
        List<PerMessageDeflate> offered = PerMessageDeflate.offers(handshake.headers());
        this.offers = route().mayDrop()
                ? offered.stream().map(PerMessageDeflate::withoutServerTakeover).toList()
                : offered;
        this.path = route().rewrite(handshake.path(), arrival.match().segments());
        this.deadlineNanos =
                System.nanoTime() + upstream.config().connectDeadline().toNanos();
    }

    void tryNext() {
        attemptNanos = System.nanoTime();
        Endpoint next = upstream.choose(arrival.handshake(), arrival.match().segments(), tried);
        if (next == null || deadlineNanos - attemptNanos <= 0) {
            opening.refuse(lastFailure != null ? lastFailure : nobody());
            return;
        }
        endpoint = next;
        tried.add(next);
        next.sessionOpened();
        journey().tries(upstream.name(), next.id());
        long limitNanos = upstream.config().connectTimeout().toNanos();
        attempt = connector.newAttempt(loop(), next, request(), this::onResult);
        attempt.start(attemptNanos + Math.min(limitNanos, deadlineNanos - attemptNanos));
    }

    /** The opening is over; unless a session was made, all that was taken is given back. */
    void cancel() {
        if (left) {
            return;
        }
        left = true;
        upstream.leave();
        if (attempt != null && endpoint != null) {
            attempt.cancel();
            endpoint.sessionClosed();
        }
    }

    /** Makes the session: 101 to the client, then what either side has sent already, which this takes over. */
    void join(AttemptResult.Connected connected, List<Filter> filters, ByteBuf early) {
        Endpoint chosen = Objects.requireNonNull(endpoint);
        Channel client = arrival.channel();
        UpgradeAnswer answer = connected.answer();
        PerMessageDeflate deflate = answer.deflate();
        PerMessageDeflate told = deflate != null && route().mayDrop() ? deflate.withoutClientTakeover() : deflate;
        String cookie = upstream.stickyCookie(chosen, arrival.handshake());
        var switching = new SwitchingProtocols(arrival.handshake(), arrival.key(), answer, told, cookie);
        client.write(switching.encode(client.alloc()), client.voidPromise());
        journey().opened(System.nanoTime(), answer.subprotocol());

        SessionParts parts = parts(client, connected.channel(), filters, deflate != null);
        Seat seat = new Seat(opening.sessions().registry(), loop(), upstream, chosen);
        Session session = new Session(parts, loop(), journey(), opening.telemetry(), seat);
        seat.take(session);
        opening.telemetry().opened(journey());
        client.pipeline().addLast(new RelayHandler(session, Side.CLIENT));
        connected.channel().pipeline().addLast(new RelayHandler(session, Side.UPSTREAM));
        session.start(early, connected.rest());
    }

    private SessionParts parts(Channel clientChannel, Channel endpointChannel, List<Filter> filters, boolean deflate) {
        SessionLimits limits = route().limits();
        RouteCounters counters = opening.telemetry().routeCounters(route().name());
        FrameFilters judges = new FrameFilters(filters);
        Peer client = new Peer(Side.CLIENT, clientChannel, loop().clock());
        Peer endpointPeer = new Peer(Side.UPSTREAM, endpointChannel, loop().clock());
        return new SessionParts(
                client,
                endpointPeer,
                relay(client, endpointPeer, judges, counters, deflate),
                relay(endpointPeer, client, judges, counters, deflate),
                limits,
                counters);
    }

    private FrameRelay relay(Peer from, Peer to, FrameFilters judges, RouteCounters counters, boolean deflate) {
        SessionLimits limits = route().limits();
        var scanner = new FrameScanner(from.side(), deflate, limits.maxFrameBytes(), limits.maxMessageBytes());
        return new FrameRelay(from, to, scanner, judges, journey().from(from.side()), counters.from(from.side()));
    }

    private void onResult(AttemptResult result) {
        attempt = null;
        boolean connected = result instanceof AttemptResult.Connected;
        long nanos = System.nanoTime() - attemptNanos;
        opening.telemetry().attempted(journey(), connected, nanos);
        Endpoint tested = Objects.requireNonNull(endpoint);
        if (connected) {
            tested.connected(nanos);
        } else {
            tested.failed();
            tested.sessionClosed();
        }
        switch (result) {
            case AttemptResult.Connected agreed -> {
                left = true; // the session gives back what was taken
                opening.onConnected(this, agreed);
            }
            case AttemptResult.Refused refused -> onRefused(refused);
            case AttemptResult.Failed failed -> onFailed(tested, failed);
        }
    }

    private void onRefused(AttemptResult.Refused refused) {
        HeaderList headers = new HeaderList();
        refused.headers().fields().forEach(field -> headers.add(field.name(), field.value()));
        lastFailure = new Refusal(
                refused.status(),
                Cause.ENDPOINT_REFUSED,
                "endpoint answered " + refused.status(),
                headers,
                refused.body());
        if (refused.retryable()) {
            tryNext();
        } else {
            opening.refuse(lastFailure);
        }
    }

    private void onFailed(Endpoint failing, AttemptResult.Failed failed) {
        LOG.debug("{} failed for session {}: {}", failing, journey().sessionId(), failed.reason());
        String detail = failed.status() == 504
                ? "The service did not answer in time."
                : "The service could not be reached or broke the handshake.";
        lastFailure = Refusal.problem(failed.status(), Cause.NO_ENDPOINT, detail)
                .because(failing.id() + ": " + failed.reason());
        if (failed.retryable()) {
            tryNext();
        } else {
            opening.refuse(lastFailure);
        }
    }

    private Refusal nobody() {
        return Refusal.problem(503, Cause.NO_ENDPOINT, "The service is not available at the moment.")
                .because("no endpoint of upstream " + upstream.name() + " takes sessions")
                .retryAfter(SOON);
    }

    private UpgradeRequest request() {
        String requestId = journey().requestId();
        return new UpgradeRequest(
                arrival.handshake(),
                path,
                WebSocketKey.random(),
                offers,
                requestId == null ? journey().sessionId() : requestId,
                UpgradeRequest.hop(arrival.handshake().hop()));
    }

    private Route route() {
        return arrival.match().route();
    }

    private Journey journey() {
        return arrival.journey();
    }

    private Loop loop() {
        return arrival.loop();
    }
}
