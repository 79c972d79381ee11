package io.tidegate.filter.limit;

import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.From;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import java.util.Objects;

/** Limits how big messages are on the wire, by the headers of their frames. Confined. */
final class FrameSizes implements FrameFilter {
    private final From from;
    private final Kind of;
    private final SizeLimits.Exceed exceed;
    private final long most;
    private final Bound bound;
    private final Excess excess;
    private final FilterContext session;

    FrameSizes(SizeLimits.Config config, Excess excess, FilterContext session) {
        this.from = config.from();
        this.of = config.kind();
        this.exceed = config.exceed();
        this.most = Objects.requireNonNull(config.maxWire()).bytes();
        this.bound = config.bound("max-wire", config.maxWire());
        this.excess = excess;
        this.session = session;
    }

    @HotPath
    @Override
    public FrameVerdict onFrame(Side side, FrameHeader frame) {
        boolean tooBig = frame.messageBytes() > most && of.covers(frame);
        return tooBig && from.covers(side) ? judge(side, frame) : FrameVerdict.Pass.FORWARD;
    }

    @ColdPath
    private FrameVerdict judge(Side side, FrameHeader frame) {
        if (frame.opcode() != Opcode.CONTINUATION) {
            return excess.ofFrame(bound, 0, side, session);
        }
        if (exceed != SizeLimits.Exceed.LOG) {
            return bound.close(); // it has begun to pass, so it cannot be left out any more
        }
        boolean grewTooBig = frame.messageBytes() - frame.payloadBytes() <= most;
        return grewTooBig ? excess.ofFrame(bound, 0, side, session) : FrameVerdict.Pass.FORWARD;
    }
}
