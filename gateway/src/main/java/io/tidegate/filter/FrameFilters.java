package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The frame filters of one session, as one. Confined. */
public final class FrameFilters {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFilters.class);
    private static final FrameVerdict BROKEN =
            new FrameVerdict.Close(Cause.INTERNAL, CloseCode.INTERNAL_ERROR, "internal error");

    /** Stands in for a filter that could not be made: it ends the session with 1011. */
    public static final FrameFilter REFUSING = new Refusing();

    private static final FrameVerdict OUTDATED =
            new FrameVerdict.Close(Cause.REMOVED, CloseCode.SERVICE_RESTART, "service restart");
    private static final int[] NOWHERE = {};
    private static final String[] NAMELESS = {};
    private static final FrameFilter[] NONE = {};

    private final FrameFilter[] filters;
    private final int[] places;
    private final String[] names;
    private final Verdicts verdicts;
    private final boolean contextLasts;
    private int decider;
    private @Nullable Verdicts watch;

    /** @param chain of the session; filters that judge no frames are passed over */
    public FrameFilters(FilterChain chain) {
        this(chain, false);
    }

    /**
     * As {@link #FrameFilters(FilterChain)}.
     *
     * @param contextLasts whether the peers' compression may refer to earlier messages, so that none of those that are
     *     compressed can be left out: where a filter wants that, the session ends
     */
    public FrameFilters(FilterChain chain, boolean contextLasts) {
        List<? extends Filter> filters = chain.filters();
        int[] found = filters.isEmpty()
                ? NOWHERE
                : placesIn(filters); // as in most sessions: they have no arrays of their own
        boolean none = found.length == 0;
        this.places = none ? NOWHERE : found;
        this.filters = none
                ? NONE
                : Arrays.stream(found)
                        .mapToObj(place -> (FrameFilter) filters.get(place))
                        .toArray(FrameFilter[]::new);
        this.names = none
                ? NAMELESS
                : Arrays.stream(found).mapToObj(chain.names()::get).toArray(String[]::new);
        this.verdicts = chain.verdicts();
        this.contextLasts = contextLasts;
    }

    private static int[] placesIn(List<? extends Filter> filters) {
        return IntStream.range(0, filters.size())
                .filter(place -> filters.get(place) instanceof FrameFilter)
                .toArray();
    }

    /** The filter that the list had at {@code place}; null if that judges no frames. */
    public @Nullable FrameFilter at(int place) {
        int found = Arrays.binarySearch(places, place);
        return found < 0 ? null : filters[found];
    }

    /** From now on {@code onlooker} is told of verdicts, too; null for nobody. */
    public void watch(@Nullable Verdicts onlooker) {
        watch = onlooker;
    }

    /** From the start: those are told who are told of the verdicts of {@code before}. */
    public FrameFilters watchedAs(FrameFilters before) {
        watch = before.watch;
        return this;
    }

    /** Whether a compressed message cannot be left out. */
    public boolean contextLasts() {
        return contextLasts;
    }

    /** The name of the filter that a verdict other than {@link FrameVerdict.Pass#FORWARD} was last from. */
    public String decider() {
        return names[decider];
    }

    /** Whether every frame is forwarded unasked. */
    @HotPath
    public boolean isEmpty() {
        return filters.length == 0;
    }

    /**
     * The verdict of all: a drop or a close at once, later filters are not asked; else the longest hold; else forward.
     * A filter that fails ends the session with 1011. Answers {@link FrameVerdict.Pass#DROP} and {@link FrameVerdict.Reply} only for a frame that may be
     * left out: the first of a message, or a ping or pong.
     */
    @HotPath
    public FrameVerdict onFrame(Side from, FrameHeader frame) {
        FrameVerdict verdict = FrameVerdict.Pass.FORWARD;
        for (int i = 0; i < filters.length; i++) {
            FrameVerdict next = ask(filters[i], from, frame);
            if (next instanceof FrameVerdict.Hold hold) {
                count(i, from, Verdicts.Action.HOLD);
                verdict = longer(verdict, hold);
            } else if (next == FrameVerdict.Pass.DROP && mayBeLeftOut(frame)) {
                count(i, from, Verdicts.Action.DROP);
                return contextLasts && frame.compressed() ? OUTDATED : next;
            } else if (next instanceof FrameVerdict.Reply && mayBeLeftOut(frame)) {
                count(i, from, Verdicts.Action.REPLY);
                return contextLasts && frame.compressed() ? OUTDATED : next;
            } else if (next instanceof FrameVerdict.Close close) {
                count(i, from, close.cause() == Cause.INTERNAL ? Verdicts.Action.FAIL : Verdicts.Action.CLOSE);
                return next;
            }
        }
        return verdict;
    }

    @ColdPath
    private void count(int filter, Side from, Verdicts.Action action) {
        decider = filter;
        verdicts.count(names[filter], from, action);
        if (watch != null) {
            watch.count(names[filter], from, action);
        }
    }

    private static final class Refusing implements FrameFilter {
        @HotPath
        @Override
        public FrameVerdict onFrame(Side from, FrameHeader frame) {
            return BROKEN;
        }
    }

    @HotPath
    private FrameVerdict ask(FrameFilter filter, Side from, FrameHeader frame) {
        try {
            FrameVerdict verdict = filter.onFrame(from, frame);
            return verdict == null ? broken(filter, null) : verdict;
        } catch (RuntimeException | LinkageError e) { // a plug-in may have been built against other classes
            return broken(filter, e);
        }
    }

    @ColdPath
    private FrameVerdict broken(FrameFilter filter, @Nullable Throwable failure) {
        LOG.error(
                "Filter {} did not judge a frame of session {}",
                filter.getClass().getName(),
                verdicts.sessionId(),
                failure);
        return BROKEN;
    }

    @HotPath
    private static FrameVerdict longer(FrameVerdict verdict, FrameVerdict.Hold hold) {
        return verdict instanceof FrameVerdict.Hold other ? other.and(hold) : hold;
    }

    @HotPath
    private static boolean mayBeLeftOut(FrameHeader frame) {
        return frame.opcode() != Opcode.CONTINUATION && frame.opcode() != Opcode.CLOSE;
    }
}
