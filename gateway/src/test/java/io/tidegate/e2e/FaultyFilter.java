package io.tidegate.e2e;

import io.tidegate.config.Default;
import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Side;

/** Fails for paths that start with {@code /faulty}. */
public final class FaultyFilter implements FilterType<FaultyFilter.Config> {
    /** Where a filter fails. */
    public enum Where {
        MAKING,
        HANDSHAKE,
        FRAME
    }

    /** Settings. */
    public record Config(@Default("frame") Where where) {}

    @Override
    public String name() {
        return "faulty";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return context -> {
            if (config.where() == Where.MAKING) {
                throw new IllegalStateException("made to fail");
            }
            return new PerSession(config.where());
        };
    }

    private static final class PerSession implements HandshakeFilter, FrameFilter {
        private final Where where;
        private boolean fails;

        PerSession(Where where) {
            this.where = where;
        }

        @Override
        public Admission onHandshake(Handshake handshake) {
            fails = handshake.path().startsWith("/faulty");
            if (fails && where == Where.HANDSHAKE) {
                throw new IllegalStateException("made to fail");
            }
            return Admission.Pass.ADMIT;
        }

        @Override
        public FrameVerdict onFrame(Side from, FrameHeader frame) {
            if (fails && where == Where.FRAME) {
                throw new IllegalStateException("made to fail");
            }
            return FrameVerdict.Pass.FORWARD;
        }
    }
}
