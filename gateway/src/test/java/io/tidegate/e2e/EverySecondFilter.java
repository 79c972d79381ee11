package io.tidegate.e2e;

import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.Side;

/** Leaves out every second message of either side. */
public final class EverySecondFilter implements FilterType<EverySecondFilter.Config> {
    /** No settings. */
    public record Config() {}

    @Override
    public String name() {
        return "every-second";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return new FilterFactory() {
            @Override
            public Filter newFilter(FilterContext context) {
                return new PerSession();
            }

            @Override
            public boolean mayDrop() {
                return true;
            }
        };
    }

    private static final class PerSession implements FrameFilter {
        private boolean dropsOfClient;
        private boolean dropsOfUpstream;

        @Override
        public FrameVerdict onFrame(Side from, FrameHeader frame) {
            if (!frame.startsMessage()) {
                return FrameVerdict.Pass.FORWARD;
            }
            boolean drops = from == Side.CLIENT ? dropsOfClient : dropsOfUpstream;
            dropsOfClient ^= from == Side.CLIENT;
            dropsOfUpstream ^= from == Side.UPSTREAM;
            return drops ? FrameVerdict.Pass.DROP : FrameVerdict.Pass.FORWARD;
        }
    }
}
