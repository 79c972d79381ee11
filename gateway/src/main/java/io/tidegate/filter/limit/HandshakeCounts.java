package io.tidegate.filter.limit;

import io.tidegate.time.KeyedCounts;
import io.tidegate.time.KeyedRateLimits;
import io.tidegate.time.RateLimit;

/** What handshakes of one place, or of one name, have taken. Shared. */
final class HandshakeCounts {
    private final KeyedCounts sessions = new KeyedCounts();
    private final KeyedRateLimits handshakes;

    /** @param name for the log */
    HandshakeCounts(String name) {
        var log = new CrowdLog(HandshakeLimits.NAME + " " + name, SharedLimits.MOST_KEYS);
        handshakes = new KeyedRateLimits(SharedLimits.MOST_KEYS, log::crowded, System.nanoTime());
    }

    KeyedCounts sessions() {
        return sessions;
    }

    RateLimit handshakes(String key) {
        return handshakes.of(key);
    }

    /** Keys of which something is remembered. */
    int keys() {
        return sessions.size() + handshakes.size();
    }
}
