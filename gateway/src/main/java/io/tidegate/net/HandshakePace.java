package io.tidegate.net;

import io.tidegate.config.PaceConfig;
import io.tidegate.time.Jitter;
import io.tidegate.time.SharedRateLimit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets no more handshakes of a listener in than its {@code handshake-rate}. Who is one too many is told when to come back: each
 * behind those who were told before, so that they come no faster than the rate either; above a minute at random. Shared.
 */
final class HandshakePace {
    private static final Duration MOST_WAIT = Duration.ofMinutes(1);
    private static final Duration SPREAD = Duration.ofSeconds(1);

    private final @Nullable PaceConfig pace;
    private final SharedRateLimit admitted = new SharedRateLimit(System.nanoTime());
    private final SharedRateLimit sentAway = new SharedRateLimit(System.nanoTime());

    /** @param pace null for any */
    HandshakePace(@Nullable PaceConfig pace) {
        this.pace = pace;
    }

    /** Lets one in (null), or says after what time it should come back. */
    @Nullable
    Duration admit() {
        long nowNanos = System.nanoTime();
        if (pace == null || admitted.tryTake(pace.intervalNanos(), pace.toleranceNanos(), nowNanos)) {
            return null;
        }
        Duration behindOthers = Duration.ofNanos(sentAway.waitNanos(0, nowNanos));
        boolean soonEnough = sentAway.tryTake(pace.intervalNanos(), MOST_WAIT.toNanos(), nowNanos);
        return soonEnough ? behindOthers.plus(Jitter.upTo(SPREAD)) : Jitter.upTo(MOST_WAIT);
    }
}
