package io.tidegate.filter.limit;

import io.tidegate.config.RequestKey;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.time.OwnRateLimit;
import io.tidegate.time.Pace;
import io.tidegate.time.RateLimit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one place in the configuration limits, and what becomes of the rest. Shared, immutable. */
final class RateRule {
    private final RateLimits.Config config;
    private final @Nullable SharedLimits shared;
    private final @Nullable Pace messagePace;
    private final @Nullable Pace bytePace;
    private final long patienceNanos;
    private final Excess excess;
    private final Bound ofMessages;
    private final Bound ofBytes;
    private final Bound ofLine;

    /** @param shared null where each session has limits of its own */
    RateRule(RateLimits.Config config, @Nullable SharedLimits shared) {
        this.config = config;
        this.shared = shared;
        this.messagePace = config.messagePace();
        this.bytePace = config.bytePace();
        this.patienceNanos = config.patienceNanos();
        this.excess = new Excess(RateLimits.NAME, config.exceed(), config.reply());
        int code = Objects.requireNonNullElse(config.code(), CloseCode.POLICY_VIOLATION);
        this.ofMessages = bound("messages", config.messages(), code, "message rate exceeded");
        this.ofBytes = bound("bytes", config.bytes(), code, "byte rate exceeded");
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
        RequestKey by = config.key();
        if (by != null && by.isOfPrincipal()) { // filters are made before the handshake is judged
            SharedLimits limits = shared;
            return meter(
                    new LateRateLimit(() -> limits.messages(from, session.keys().value(by))),
                    new LateRateLimit(() -> limits.bytes(from, session.keys().value(by))));
        }
        String key = by == null ? SharedLimits.ALL : session.keys().value(by);
        return meter(shared.messages(from, key), shared.bytes(from, key));
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
