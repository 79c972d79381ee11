package io.tidegate.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.tidegate.config.CompressionConfig;
import io.tidegate.filter.expression.Facts;
import io.tidegate.filter.expression.SessionFacts;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.PerMessageDeflate;
import io.tidegate.route.Leg;
import io.tidegate.route.RouteTable;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.transport.Loop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the legs of a session are made of and connect to.
 *
 * @param arrival of the client
 * @param subprotocol that was agreed on with the client's own endpoint, and so with every leg's; by the endpoints' name
 */
record LegSite(
        Arrival arrival, Sessions sessions, @Nullable String subprotocol, Assembly assembly, SessionParts parts) {

    Loop loop() {
        return arrival.loop();
    }

    /** The client's. */
    Journey journey() {
        return arrival.journey();
    }

    LoopTelemetry telemetry() {
        return sessions.telemetry().loop(loop());
    }

    /** What rules may ask of the client and its request, which are held as long as legs may be opened. */
    Facts facts() {
        return SessionFacts.whileHeld(
                journey().sessionId(), arrival.handshake(), arrival.match().segments());
    }

    /** The way of messages to the client. */
    Delivery toClient() {
        return Objects.requireNonNull(parts.fromUpstream().messages()).onward();
    }

    /** The way of messages to the client's own endpoint. */
    Delivery toUpstream() {
        return Objects.requireNonNull(parts.fromClient().messages()).onward();
    }

    /**
     * What arrives at the leg's session in place of a client: us, with the client's request, and just the subprotocol that was
     * agreed on.
     *
     * @param opened how often the leg was before
     * @param far where the leg's session has its client
     */
    Arrival of(Leg leg, int opened, Channel far) {
        CompressionConfig ours = parts.route().compression();
        boolean takeover = ours.takeover() && leg.config().resume() == null;
        Handshake ofClient = arrival.handshake();
        Handshake handshake = ofClient.offering(
                ofClient.clientsNameOf(subprotocol), ours.upstream() ? PerMessageDeflate.ofOurs(takeover) : null);
        handshake.toEndpoint().remove(Continuity.RESUME_FIELD); // which speaks of the client's own endpoint
        return new Arrival(
                far,
                loop(),
                journey().ofLeg(leg.name(), opened),
                handshake,
                new RouteTable.Match(leg.route(), arrival.match().segments()),
                arrival.key(),
                Unpooled.EMPTY_BUFFER,
                arrival.deadlineNanos());
    }
}
