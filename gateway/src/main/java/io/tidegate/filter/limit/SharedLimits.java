package io.tidegate.filter.limit;

import io.tidegate.protocol.Side;
import io.tidegate.time.KeyedRateLimits;
import io.tidegate.time.RateLimit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What sessions share: limits by key, of messages and of bytes, each direction for itself. Shared. */
final class SharedLimits {
    /** The key of those who are not told apart. */
    static final String ALL = "";

    static final int MOST_KEYS = 100_000;

    private final CrowdLog log;
    private final Map<String, KeyedRateLimits> limits = new ConcurrentHashMap<>();

    /** @param name for the log */
    SharedLimits(String name) {
        log = new CrowdLog(RateLimits.NAME + " " + name, MOST_KEYS);
    }

    /**
     * The limit of {@code key}, for one thread.
     *
     * @param what is limited, in a word
     * @param maker makes it where there is none
     */
    RateLimit limit(Side from, String what, String key, KeyedRateLimits.Maker maker) {
        return limits.computeIfAbsent(
                        from.label() + " " + what, _ -> new KeyedRateLimits(MOST_KEYS, log::crowded, System.nanoTime()))
                .of(LimitKey.bounded(key), maker);
    }
}
