package io.tidegate.filter.limit;

import io.tidegate.config.ByteSize;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.From;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Limits how big a message may be: on the wire, inflated, or inflated against the wire. */
public final class SizeLimits implements FilterType<SizeLimits.Config> {
    static final String NAME = "size-limit";

    private static final ByteSize MOST_BYTES = new ByteSize(1L << 40);

    /**
     * Settings of {@code size-limit}. At least one of the three sizes must be given.
     *
     * @param from whose messages are judged
     * @param of which of them
     * @param maxWire bytes of payload as they come; 0 B to 1 TiB. Alone it is judged by the frames' headers
     * @param maxInflated bytes of the message; 0 B to 1 TiB. Messages are read for it
     * @param maxRatio how many times its bytes on the wire a message may have when it is inflated, judged above 1 KiB; 1 to 2,000.
     *     Messages are read for it
     * @param exceed what becomes of a message that is bigger: it is left out, is answered with {@code reply} in its place, ends the
     *     session, or passes and is logged
     * @param code that the session ends with; 1009 where absent
     * @param reply what the sender gets with {@code exceed: reply}, 1 to 4,096 characters; <code>{rule}</code> and
     *     <code>{limit}</code> stand for the limit
     */
    public record Config(
            @Default("client") From from,
            @Default("data") Of of,
            @Nullable ByteSize maxWire,
            @Nullable ByteSize maxInflated,
            @Nullable Integer maxRatio,
            @Default("close") Exceed exceed,
            @Nullable Integer code,
            @Nullable String reply) {
        public Config {
            Check.that(
                    maxWire != null || maxInflated != null || maxRatio != null,
                    "max-wire must be given, or max-inflated, or max-ratio");
            if (maxWire != null) {
                Check.between("max-wire", maxWire, new ByteSize(0), MOST_BYTES);
            }
            if (maxInflated != null) {
                Check.between("max-inflated", maxInflated, new ByteSize(0), MOST_BYTES);
            }
            if (maxRatio != null) {
                Check.between("max-ratio", maxRatio, 1, 2000);
            }
            Excess.check(reaction(exceed), reply, code);
        }

        private static io.tidegate.filter.limit.Exceed reaction(Exceed exceed) {
            return io.tidegate.filter.limit.Exceed.valueOf(exceed.name());
        }

        Excess excess() {
            return new Excess(NAME, reaction(exceed), reply);
        }

        Kind kind() {
            return Kind.valueOf(of.name());
        }

        boolean readsMessages() {
            return maxInflated != null || maxRatio != null;
        }

        Bound bound(String rule, @Nullable Object value) {
            int ending = Objects.requireNonNullElse(code, CloseCode.TOO_BIG);
            var close = new FrameVerdict.Close(Cause.TOO_BIG, ending, "message too big");
            return new Bound(rule, String.valueOf(value), close);
        }
    }

    /** Which messages. */
    public enum Of {
        DATA,
        TEXT,
        BINARY
    }

    /** What becomes of a message that is too big. */
    public enum Exceed {
        DROP,
        REPLY,
        CLOSE,
        LOG
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return new Factory(config, config.excess());
    }

    private record Factory(Config config, Excess excess) implements FilterFactory {
        @Override
        public Filter newFilter(FilterContext session) {
            return readsMessages()
                    ? new MessageSizes(config, excess, session)
                    : new FrameSizes(config, excess, session);
        }

        @Override
        public boolean mayDrop() {
            return !readsMessages() && (config.exceed() == Exceed.DROP || config.exceed() == Exceed.REPLY);
        }

        @Override
        public boolean readsMessages() {
            return config.readsMessages();
        }
    }
}
