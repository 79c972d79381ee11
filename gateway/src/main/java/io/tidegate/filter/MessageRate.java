package io.tidegate.filter;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.Rate;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import io.tidegate.time.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many messages a session may send, each direction for itself. A message is judged on its first frame; control
 * frames and the later frames of a message are not counted.
 */
public final class MessageRate implements FilterType<MessageRate.Config> {
    private static final int MOST_BURST = 1_000_000;

    /**
     * Settings of {@code message-rate}.
     *
     * @param from whose messages are counted; {@code both} gives each direction a limit of its own
     * @param limit messages per time, as {@code 50/s}, {@code 600/m} or {@code 1000/h}
     * @param burst messages at once after a pause; 1 to 1 million; where absent those of one second, at least 1
     * @param exceed what becomes of a message over the limit: it waits, is left out, or ends the session with 1008
     */
    public record Config(
            @Default("client") From from,
            Rate limit,
            @Nullable Integer burst,
            @Default("delay") Exceed exceed) {
        public Config {
            if (burst != null) {
                Check.between("burst", burst, 1, MOST_BURST);
            }
        }

        /** The configured burst, or the messages of one second. */
        int effectiveBurst() {
            long ofOneSecond = limit.events() / limit.per().toSeconds();
            return burst != null ? burst : Math.clamp(ofOneSecond, 1, MOST_BURST);
        }
    }

    /** Whose messages are counted. */
    public enum From {
        CLIENT,
        UPSTREAM,
        BOTH;

        /** Whether messages of {@code side} are meant. */
        public boolean covers(Side side) {
            return this == BOTH || (this == CLIENT) == (side == Side.CLIENT);
        }
    }

    /** What becomes of a message over the limit. */
    public enum Exceed {
        DELAY,
        DROP,
        CLOSE
    }

    @Override
    public String name() {
        return "message-rate";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return new Factory(config);
    }

    private record Factory(Config config) implements FilterFactory {
        @Override
        public Filter newFilter(FilterContext context) {
            return new PerSession(config, context.clock());
        }

        @Override
        public boolean mayDrop() {
            return config.exceed() == Exceed.DROP;
        }
    }

    private static final class PerSession implements FrameFilter {
        private static final FrameVerdict TOO_FAST =
                new FrameVerdict.Close(Cause.RATE, CloseCode.POLICY_VIOLATION, "message rate exceeded");

        private final BurstClock clock;
        private final Exceed exceed;
        private final @Nullable RateLimit ofClient;
        private final @Nullable RateLimit ofUpstream;

        PerSession(Config config, BurstClock clock) {
            this.clock = clock;
            this.exceed = config.exceed();
            this.ofClient = config.from() == From.UPSTREAM ? null : newLimit(config, clock);
            this.ofUpstream = config.from() == From.CLIENT ? null : newLimit(config, clock);
        }

        private static RateLimit newLimit(Config config, BurstClock clock) {
            return new RateLimit(config.limit().intervalNanos(), config.effectiveBurst(), clock.nanos());
        }

        @HotPath
        @Override
        public FrameVerdict onFrame(Side from, FrameHeader frame) {
            RateLimit limit = from == Side.CLIENT ? ofClient : ofUpstream;
            if (limit == null || !frame.startsMessage()) {
                return FrameVerdict.Pass.FORWARD;
            }
            if (exceed == Exceed.DELAY) {
                long nanos = limit.take(clock.nanos());
                return nanos == 0 ? FrameVerdict.Pass.FORWARD : new FrameVerdict.Hold(nanos);
            }
            if (limit.tryTake(clock.nanos())) {
                return FrameVerdict.Pass.FORWARD;
            }
            return exceed == Exceed.DROP ? FrameVerdict.Pass.DROP : TOO_FAST;
        }
    }
}
