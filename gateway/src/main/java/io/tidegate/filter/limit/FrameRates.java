package io.tidegate.filter.limit;

import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import org.jspecify.annotations.Nullable;

/**
 * Limits what a session sends, by the headers of its frames: a message counts with its first frame, bytes with the frame that
 * announces them. Confined.
 */
final class FrameRates implements FrameFilter {
    private final RateRule rule;
    private final FilterContext session;
    private final Kind of;
    private final Exceed exceed;
    private final long largerThan;
    private final @Nullable Meter ofClient;
    private final @Nullable Meter ofUpstream;

    FrameRates(RateRule rule, FilterContext session) {
        this.rule = rule;
        this.session = session;
        this.of = rule.config().of();
        this.exceed = rule.config().exceed();
        this.largerThan = rule.config().largerThanBytes();
        this.ofClient = rule.meter(Side.CLIENT, session);
        this.ofUpstream = rule.meter(Side.UPSTREAM, session);
    }

    @HotPath
    @Override
    public FrameVerdict onFrame(Side from, FrameHeader frame) {
        Meter meter = from == Side.CLIENT ? ofClient : ofUpstream;
        if (meter == null || !of.covers(frame)) {
            return FrameVerdict.Pass.FORWARD;
        }
        boolean continues = frame.opcode() == Opcode.CONTINUATION;
        long before = continues ? frame.messageBytes() - frame.payloadBytes() : 0;
        long size = before + frame.payloadBytes();
        if (size <= largerThan) {
            return FrameVerdict.Pass.FORWARD;
        }
        boolean counts = !continues || before <= largerThan; // from here on it is a message of that size
        return judge(meter, from, !continues, counts ? 1 : 0, counts ? size : frame.payloadBytes());
    }

    /** @param open whether nothing of the message has passed yet, so that it may be left out */
    @HotPath
    private FrameVerdict judge(Meter meter, Side from, boolean open, int messages, long bytes) {
        boolean mustPass = !open && exceed != Exceed.DELAY && exceed != Exceed.CLOSE;
        if (mustPass) {
            if (!meter.isOver()) {
                meter.take(messages, bytes, Long.MAX_VALUE, session.clock().nanos()); // owed
            }
            return FrameVerdict.Pass.FORWARD;
        }
        long wait = meter.take(
                messages, bytes, rule.patienceNanos(), session.clock().nanos());
        meter.setOver(wait < 0);
        if (wait == 0) {
            return FrameVerdict.Pass.FORWARD;
        }
        return wait > 0 ? new FrameVerdict.Hold(wait) : exceeded(meter, from, -wait);
    }

    @ColdPath
    private FrameVerdict exceeded(Meter meter, Side from, long retryNanos) {
        return rule.excess().ofFrame(rule.boundOf(meter), retryNanos, from, session);
    }
}
