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
    private final @Nullable SharedHandshakes shared;
    private final @Nullable Pace pace;

    /** @param shared what other nodes count as well; null where this one counts alone */
    HandshakeRule(HandshakeLimits.Config config, HandshakeCounts counts, @Nullable SharedHandshakes shared) {
        this.config = config;
        this.counts = counts;
        this.shared = shared;
        this.pace = config.pace();
    }

    @Nullable
    SharedHandshakes shared() {
        return shared;
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

    /** The rate of {@code key}, for one handshake. */
    RateLimit handshakes(String key) {
        return counts.handshakes(key);
    }

    /**
     * Takes a permit and a place among those of {@code key}, or nothing; the place is to be given back by {@link #leave}.
     *
     * @param handshakes its rate
     */
    Admission enter(String key, RateLimit handshakes) {
        Integer most = config.sessions();
        if (most != null && !counts.sessions().tryEnter(key, most)) {
            return tooManySessions();
        }
        long wait = take(handshakes);
        if (wait > 0) {
            leave(key);
            return tooManyHandshakes(Duration.ofNanos(wait));
        }
        return Admission.Pass.ADMIT;
    }

    /** @return 0, or nanoseconds until a permit may be had */
    private long take(RateLimit limit) {
        if (pace == null) {
            return 0;
        }
        long cost = pace.costNanos(1);
        return -limit.take(cost, pace.toleranceNanos(cost), 0, System.nanoTime());
    }

    /** What others refused costs nothing here either. */
    void giveBack(RateLimit handshakes) {
        if (pace != null) {
            handshakes.giveBack(pace.costNanos(1));
        }
    }

    void leave(String key) {
        if (config.sessions() != null) {
            counts.sessions().leave(key);
        }
    }

    static Admission tooManySessions() {
        return new Admission.Refuse(429, Cause.RATE, "Too many sessions are open.", Jitter.soon());
    }

    static Admission tooManyHandshakes(Duration wait) {
        return new Admission.Refuse(429, Cause.RATE, "Too many handshakes.", wait);
    }
}
