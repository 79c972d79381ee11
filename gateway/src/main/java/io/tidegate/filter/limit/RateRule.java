package io.tidegate.filter.limit;

import io.tidegate.config.RequestKey;
import io.tidegate.config.Stored;
import io.tidegate.config.Units;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.store.SharedStore;
import io.tidegate.time.KeyedRateLimits;
import io.tidegate.time.OwnRateLimit;
import io.tidegate.time.Pace;
import io.tidegate.time.RateLimit;
import io.tidegate.time.SharedRateLimit;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one place in the configuration limits, and what becomes of the rest. Shared, immutable. */
final class RateRule {
    private static final String MESSAGES = "messages";
    private static final String BYTES = "bytes";

    private final RateLimits.Config config;
    private final @Nullable SharedLimits shared;
    private final Supplier<@Nullable SharedStore> store;
    private final @Nullable Pace messagePace;
    private final @Nullable Pace bytePace;
    private final long patienceNanos;
    private final Excess excess;
    private final Bound ofMessages;
    private final Bound ofBytes;
    private final Bound ofLine;

    /**
     * @param shared null where each session has limits of its own
     * @param store has it once the gateway has started, if there is one
     */
    RateRule(RateLimits.Config config, @Nullable SharedLimits shared, Supplier<@Nullable SharedStore> store) {
        this.config = config;
        this.shared = shared;
        this.store = store;
        this.messagePace = config.messagePace();
        this.bytePace = config.bytePace();
        this.patienceNanos = config.patienceNanos();
        this.excess = new Excess(RateLimits.NAME, config.exceed(), config.reply());
        int code = Objects.requireNonNullElse(config.code(), CloseCode.POLICY_VIOLATION);
        this.ofMessages = bound(MESSAGES, config.messages(), code, "message rate exceeded");
        this.ofBytes = bound(BYTES, config.bytes(), code, "byte rate exceeded");
        this.ofLine = bound("max-delay", config.maxDelay(), CloseCode.TRY_AGAIN_LATER, "rate exceeded for too long");
    }

    private static Bound bound(String rule, @Nullable Object value, int code, String reason) {
        return new Bound(rule, String.valueOf(value), new FrameVerdict.Close(Cause.RATE, code, reason));
    }

    RateLimits.Config config() {
        return config;
    }

    /** What a session may send; null if {@code from} is not limited. */
    @Nullable
    Meter meter(Side from, FilterContext session) {
        if (!config.from().covers(from)) {
            return null;
        }
        if (shared == null) {
            long now = session.clock().nanos();
            return meter(new OwnRateLimit(now), new OwnRateLimit(now));
        }
        SharedLimits limits = shared;
        RequestKey by = config.key();
        if (by != null && by.isOfPrincipal()) { // filters are made before the handshake is judged
            return meter(
                    new LateRateLimit(
                            () -> limit(limits, from, MESSAGES, session.keys().value(by))),
                    new LateRateLimit(
                            () -> limit(limits, from, BYTES, session.keys().value(by))));
        }
        String key = by == null ? SharedLimits.ALL : session.keys().value(by);
        return meter(limit(limits, from, MESSAGES, key), limit(limits, from, BYTES, key));
    }

    private RateLimit limit(SharedLimits limits, Side from, String what, String key) {
        if (config.store() == Stored.Store.LOCAL) {
            return limits.limit(from, what, key, SharedRateLimit::new);
        }
        SharedStore nodes = Objects.requireNonNull(store.get(), "no store, though the configuration must have redis");
        String name = Objects.requireNonNull(config.name());
        String scope = String.join(":", "rate", Units.kebab(config.per().name()), name, from.label(), what);
        KeyedRateLimits.Maker maker =
                nowNanos -> nodes.settlement().limit(nodes.prefix() + scope + ":" + LimitKey.hash(key), nowNanos);
        RateLimit limit = limits.limit(from, what, key, maker);
        return new StoredRateLimit(
                limit, nodes, Objects.requireNonNullElse(config.onStoreFailure(), Stored.OnFailure.LOCAL));
    }

    private Meter meter(RateLimit messages, RateLimit bytes) {
        return new Meter(messagePace, bytePace, messages, bytes);
    }

    /** How long a message may wait for its permit; 0 where it does not wait. */
    @HotPath
    long patienceNanos() {
        return patienceNanos;
    }

    Excess excess() {
        return excess;
    }

    /** What {@code meter} refused last. */
    Bound boundOf(Meter meter) {
        if (config.exceed() == Exceed.DELAY) {
            return ofLine;
        }
        return meter.bytesExceeded() ? ofBytes : ofMessages;
    }
}
