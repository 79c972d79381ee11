package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The frame filters of one session, as one. Confined. */
public final class FrameFilters {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFilters.class);
    private static final FrameVerdict BROKEN =
            new FrameVerdict.Close(Cause.INTERNAL, CloseCode.INTERNAL_ERROR, "internal error");

    private final FrameFilter[] filters;

    /** @param filters of the session, in the order of the configuration; those that judge no frames are passed over */
    public FrameFilters(List<Filter> filters) {
        this.filters = filters.stream()
                .filter(FrameFilter.class::isInstance)
                .map(FrameFilter.class::cast)
                .toArray(FrameFilter[]::new);
    }

    /** Whether every frame is forwarded unasked. */
    @HotPath
    public boolean isEmpty() {
        return filters.length == 0;
    }

    /**
     * The verdict of all: a drop or a close at once, later filters are not asked; else the longest hold; else forward.
     * A filter that fails ends the session with 1011. Answers {@link FrameVerdict.Pass#DROP} only for a frame that may be
     * left out: the first of a message, or a ping or pong.
     */
    @HotPath
    public FrameVerdict onFrame(Side from, FrameHeader frame) {
        FrameVerdict verdict = FrameVerdict.Pass.FORWARD;
        for (FrameFilter filter : filters) {
            FrameVerdict next = ask(filter, from, frame);
            if (next instanceof FrameVerdict.Hold hold) {
                verdict = longer(verdict, hold);
            } else if (next != FrameVerdict.Pass.FORWARD && (next != FrameVerdict.Pass.DROP || mayBeLeftOut(frame))) {
                return next;
            }
        }
        return verdict;
    }

    @HotPath
    private static FrameVerdict ask(FrameFilter filter, Side from, FrameHeader frame) {
        try {
            FrameVerdict verdict = filter.onFrame(from, frame);
            return verdict == null ? broken(filter, null) : verdict;
        } catch (RuntimeException | LinkageError e) { // a plug-in may have been built against other classes
            return broken(filter, e);
        }
    }

    @ColdPath
    private static FrameVerdict broken(FrameFilter filter, @Nullable Throwable failure) {
        LOG.error("Filter {} did not judge a frame", filter.getClass().getName(), failure);
        return BROKEN;
    }

    @HotPath
    private static FrameVerdict longer(FrameVerdict verdict, FrameVerdict.Hold hold) {
        return verdict instanceof FrameVerdict.Hold other && other.nanos() >= hold.nanos() ? other : hold;
    }

    @HotPath
    private static boolean mayBeLeftOut(FrameHeader frame) {
        return frame.opcode() != Opcode.CONTINUATION && frame.opcode() != Opcode.CLOSE;
    }
}
