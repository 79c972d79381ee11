package io.tidegate.filter.limit;

import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterContext;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Handshake;
import io.tidegate.time.Jitter;
import io.tidegate.time.Pace;
import io.tidegate.time.RateLimit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one place in the configuration allows. Shared. */
final class HandshakeRule {
    private final HandshakeLimits.Config config;
    private final HandshakeCounts counts;
    private final @Nullable Pace pace;

    HandshakeRule(HandshakeLimits.Config config, HandshakeCounts counts) {
        this.config = config;
        this.counts = counts;
        this.pace = config.pace();
    }

    /** What this filter must know of a session before its handshake is gone. */
    void prepare(FilterContext session) {
        if (config.per() == HandshakeLimits.Per.KEY) {
            session.keys().value(config.userKey());
        }
    }

    String key(Handshake handshake, FilterContext session) {
        return switch (config.per()) {
            case KEY -> LimitKey.bounded(session.keys().value(config.userKey()));
            case ROUTE -> session.route();
            case LISTENER -> handshake.listener();
            case NODE -> SharedLimits.ALL;
        };
    }

    /** Takes a permit and a place among those of {@code key}, or nothing; the place is to be given back by {@link #leave}. */
    Admission enter(String key) {
        Integer most = config.sessions();
        if (most != null && !counts.sessions().tryEnter(key, most)) {
            return tooMany("Too many sessions are open.", Jitter.soon());
        }
        long wait = take(key);
        if (wait > 0) {
            leave(key);
            return tooMany("Too many handshakes.", Duration.ofNanos(wait));
        }
        return Admission.Pass.ADMIT;
    }

    /** @return 0, or nanoseconds until a permit may be had */
    private long take(String key) {
        if (pace == null) {
            return 0;
        }
        long cost = pace.costNanos(1);
        RateLimit limit = counts.handshakes(key);
        return -limit.take(cost, pace.toleranceNanos(cost), 0, System.nanoTime());
    }

    void leave(String key) {
        if (config.sessions() != null) {
            counts.sessions().leave(key);
        }
    }

    static Admission tooMany(String detail, Duration retryAfter) {
        return new Admission.Refuse(429, Cause.RATE, detail, retryAfter);
    }
}
