package io.tidegate.session;

import io.netty.channel.Channel;
import io.tidegate.config.CompressionConfig;
import io.tidegate.config.ResumeConfig;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.MessageFilters;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.PerMessageDeflate;
import io.tidegate.protocol.Side;
import io.tidegate.route.Route;
import io.tidegate.route.SessionLimits;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.RouteCounters;
import io.tidegate.transport.Loop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the parts of a session: two peers, and a relay for each direction as its route needs it. Confined. */
final class Assembly {
    private final Route route;
    private final Loop loop;
    private final Journey journey;
    private final RouteCounters counters;
    private final LoopCodecs codecs;
    private final Reserve reserve;

    Assembly(Route route, Loop loop, Journey journey, RouteCounters counters, LoopCodecs codecs, Reserve reserve) {
        this.route = route;
        this.loop = loop;
        this.journey = journey;
        this.counters = counters;
        this.codecs = codecs;
        this.reserve = reserve;
    }

    SessionParts parts(Channel clientChannel, Channel endpointChannel, FilterChain filters, Agreement agreed) {
        Peer client = new Peer(Side.CLIENT, clientChannel, loop.clock());
        if (journey.leg() != null) {
            client.isOurs(true);
        }
        Peer endpoint = new Peer(Side.UPSTREAM, endpointChannel, loop.clock());
        boolean reads = route.readsMessages();
        FrameFilters judges = new FrameFilters(filters, !reads && agreed.client() != null && !route.mayDrop());
        MessageFilters readers = reads ? new MessageFilters(filters) : MessageFilters.UNREAD;
        FrameRelay fromClient = relay(client, endpoint, judges, agreed.client() != null);
        FrameRelay fromUpstream = relay(endpoint, client, judges, agreed.upstream() != null);
        fromClient.judge().limit(new ControlPace(route.limits(), loop.clock()));
        if (reads) {
            MessageWriter toClient = writer(client, agreed.client());
            MessageWriter toUpstream = writer(endpoint, agreed.upstream());
            fromClient.reading(new MessagePath(
                    client, delivery(endpoint, toUpstream), reader(client, agreed.client()), toClient, readers));
            fromUpstream.reading(new MessagePath(
                    endpoint, delivery(client, toClient), reader(endpoint, agreed.upstream()), toUpstream, readers));
        }
        ResumeConfig resume = route.config().resume();
        if (resume != null && !reads) {
            fromUpstream.holdingBack(resume.hold().bytes(), reserve.share());
        }
        return new SessionParts(
                client, endpoint, fromClient, fromUpstream, readers, route, counters, codecs, reserve, null);
    }

    /**
     * What a leg sends, on its way to the client: judged by the same filters, and written behind what the endpoint sends.
     *
     * @param near our end of the leg
     * @param toLeg writes to it
     * @param deflate as the leg's endpoint agreed to it; null for none
     */
    FrameRelay fromLeg(Peer near, SessionParts session, MessageWriter toLeg, @Nullable PerMessageDeflate deflate) {
        FrameJudge judge = session.fromUpstream().judge();
        Delivery toClient =
                Objects.requireNonNull(session.fromUpstream().messages()).onward();
        FrameRelay relay = relay(near, session.client(), judge.newestFilters(), deflate != null)
                .reading(new MessagePath(near, toClient, reader(near, deflate), toLeg, session.messageFilters()));
        relay.judge().passMessagesOnly();
        relay.judge().tell(judge.deadLetters());
        return relay;
    }

    private FrameRelay relay(Peer from, Peer to, FrameFilters judges, boolean deflate) {
        SessionLimits limits = route.limits();
        var scanner = new FrameScanner(from.side(), deflate, limits.maxFrameBytes(), limits.maxMessageBytes());
        scanner.limitFragments(limits.maxFragments());
        Tally tally = Tally.of(from.side(), journey.from(from.side()), counters);
        return new FrameRelay(from, to, scanner, judges, tally);
    }

    private MessageReader reader(Peer from, @Nullable PerMessageDeflate deflate) {
        boolean remembers = deflate != null && deflate.takeover(from.side());
        var inflating = new Inflating(codecs, remembers);
        return new MessageReader(
                from.channel().alloc(),
                codecs,
                inflating,
                reserve.share(),
                route.limits().maxMessageBytes());
    }

    private Delivery delivery(Peer to, MessageWriter writer) {
        Side from = to.side().other();
        var told = new Undelivered(from, journey.from(from), counters.from(from));
        var outbox = new Outbox(to.side(), route.limits().slowConsumer(), reserve, System::nanoTime, told);
        return new Delivery(to, writer, outbox, told);
    }

    /** Makes frames for {@code to}. */
    MessageWriter writer(Peer to, @Nullable PerMessageDeflate deflate) {
        Deflation deflation = deflate == null ? null : deflation(to.side().other(), deflate);
        return new MessageWriter(to.side(), to.channel().alloc(), codecs, deflation);
    }

    /** @param as the part that we play on that leg */
    private Deflation deflation(Side as, PerMessageDeflate deflate) {
        CompressionConfig config = route.compression();
        int bits = deflate.windowBits(as);
        boolean takeover = config.takeover() && deflate.takeover(as) && bits == Deflation.FULL_WINDOW;
        return new Deflation(config.level(), (int) config.minSize().bytes(), takeover, bits);
    }
}
