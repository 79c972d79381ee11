package io.tidegate.session;

import io.tidegate.protocol.HotPath;
import io.tidegate.route.SessionLimits;
import io.tidegate.time.BurstClock;
import io.tidegate.time.OwnRateLimit;

/** How fast a client may send pings and pongs, which it can make others work with at next to no cost. Confined. */
final class ControlPace {
    private final BurstClock clock;
    private final OwnRateLimit limit;
    private SessionLimits limits;

    ControlPace(SessionLimits limits, BurstClock clock) {
        this.limits = limits;
        this.clock = clock;
        this.limit = new OwnRateLimit(clock.nanos());
    }

    void bind(SessionLimits newLimits) {
        limits = newLimits;
    }

    /** Whether one more may come now. */
    @HotPath
    boolean tryTake() {
        return limit.take(limits.controlNanos(), limits.controlToleranceNanos(), 0, clock.nanos()) >= 0;
    }
}
