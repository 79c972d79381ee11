package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.Stay;
import io.tidegate.protocol.Side;
import io.tidegate.route.Route;
import io.tidegate.session.SessionRegistry.Farewell;
import io.tidegate.session.replay.Recording;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.AttemptResult;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.UpgradeAnswer;
import io.tidegate.upstream.Upstream;

/** Makes a session of a client and the endpoint that agreed to take it. Confined. */
final class Joining {
    private final Sessions sessions;
    private final Arrival arrival;
    private final Upstream upstream;
    private final Endpoint endpoint;

    /** @param endpoint where the session has a place */
    Joining(Sessions sessions, Arrival arrival, Upstream upstream, Endpoint endpoint) {
        this.sessions = sessions;
        this.arrival = arrival;
        this.upstream = upstream;
        this.endpoint = endpoint;
    }

    /** 101 to the client, then what either side has sent already, which this takes over. */
    void join(AttemptResult.Connected connected, FilterChain filters, ByteBuf early) {
        Channel client = arrival.channel();
        UpgradeAnswer answer = connected.answer();
        Agreement agreed = Agreement.of(route(), arrival.handshake(), answer.deflate());
        String cookie = upstream.stickyCookie(endpoint, arrival.handshake());
        var switching = new SwitchingProtocols(arrival.handshake(), arrival.key(), answer, agreed.client(), cookie);
        client.write(switching.encode(client.alloc()), client.voidPromise());
        relay(connected, agreed, filters, early);
    }

    /** Makes the session of a leg, whose client is our own end of it and wants no 101; takes over what the endpoint has sent. */
    Session joinLeg(AttemptResult.Connected connected, Agreement agreed) {
        return relay(connected, agreed, FilterChain.EMPTY, Unpooled.EMPTY_BUFFER);
    }

    /** From now on frames flow, first of all what either side has sent already, which this takes over. */
    private Session relay(AttemptResult.Connected connected, Agreement agreed, FilterChain filters, ByteBuf early) {
        Channel client = arrival.channel();
        UpgradeAnswer answer = connected.answer();
        LoopTelemetry telemetry = sessions.telemetry().loop(loop());
        Journey journey = journey();
        journey.opened(System.nanoTime(), arrival.handshake().clientsNameOf(answer.subprotocol()));
        var counters = telemetry.countersFor(journey);
        Reserve reserve = new Reserve(
                sessions.budgets().of(route().config()),
                route().limits().memoryBytes(),
                budget -> telemetry.budgetRefused(journey, budget)); // must not hold the handshake
        var assembly = new Assembly(route(), loop(), journey, counters, sessions.codecs(loop()), reserve);
        Recording recording = Recording.of(route().config().resume(), answer.subprotocol(), reserve.share());
        FilterChain judges = recording == null ? filters : filters.followedBy(Recording.NAME, recording);
        SessionParts parts = assembly.parts(client, connected.channel(), judges, agreed);
        if (!route().legs().isEmpty()) {
            Legs legs = new Legs(new LegSite(arrival, sessions, answer.subprotocol(), assembly, parts), route());
            parts = parts.with(legs);
        }
        parts.tell(DeadLetters.of(route(), journey, telemetry));
        Seat seat = new Seat(sessions.registry(), loop(), upstream, endpoint);
        Beginning beginning =
                route().config().resume() == null ? null : new Beginning(arrival, sessions, answer, recording);
        Session session = new Session(parts, loop(), journey, telemetry, seat, beginning);
        seat.take(session);
        telemetry.opened(journey);
        session.attach(Side.CLIENT, client);
        session.attach(Side.UPSTREAM, connected.channel());
        session.start(early, connected.rest());
        Stay stay = journey.stay();
        if (stay.isAwaited()) {
            stay.opened(new OpenedSession(session, loop(), stay));
        }
        if (upstream.dismisses(endpoint)) { // since it was connected to
            Farewell.LEFT_BEHIND.to(session);
        }
        return session;
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
