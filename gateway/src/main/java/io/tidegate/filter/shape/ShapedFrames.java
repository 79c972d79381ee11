package io.tidegate.filter.shape;

import io.tidegate.config.RequestKey;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.From;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Identity;
import io.tidegate.protocol.Principal;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import org.jspecify.annotations.Nullable;

/** Holds the data frames of one session until there is bandwidth for them. Confined. */
final class ShapedFrames implements FrameFilter {
    private final Shape.Config config;
    private final Share share;
    private final FilterContext session;
    private final From from;
    private final BurstClock clock;
    private final Identity identity;
    private @Nullable Principal client;
    private @Nullable ServiceClass ofClient;
    private @Nullable ServiceClass ofUpstream;

    ShapedFrames(Shape.Config config, Share share, FilterContext session) {
        this.config = config;
        this.share = share;
        this.session = session;
        this.from = config.from();
        this.clock = session.clock();
        this.identity = session.identity();
        value(); // remembered, while the handshake is there
    }

    @HotPath
    @Override
    @SuppressWarnings("ReferenceEquality") // who is known anew is another object
    public FrameVerdict onFrame(Side side, FrameHeader frame) {
        if (frame.opcode().isControl() || !from.covers(side)) {
            return FrameVerdict.Pass.FORWARD;
        }
        ServiceClass known = side == Side.CLIENT ? ofClient : ofUpstream;
        ServiceClass of = known == null || identity.principal() != client ? find(side) : known;
        long size = frame.headerBytes() + frame.payloadBytes();
        return of.tryPass(size, clock.nanos()) ? FrameVerdict.Pass.FORWARD : hold(of, size);
    }

    @ColdPath
    private static FrameVerdict hold(ServiceClass of, long size) {
        return new FrameVerdict.Hold(0, of.place(size));
    }

    /** Who the client is, is known only when its handshake has been judged, and may change since. */
    @ColdPath
    private ServiceClass find(Side side) {
        client = identity.principal();
        String name = config.classOf(client, value());
        ofClient = share.link(Side.CLIENT).classOf(name);
        ofUpstream = share.link(Side.UPSTREAM).classOf(name);
        return side == Side.CLIENT ? ofClient : ofUpstream;
    }

    private @Nullable String value() {
        RequestKey by = config.by();
        return by == null ? null : session.keys().value(by);
    }
}
