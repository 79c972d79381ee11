package io.tidegate.filter.limit;

import io.tidegate.protocol.Side;
import io.tidegate.time.KeyedRateLimits;
import io.tidegate.time.RateLimit;

/** What sessions share: limits by key, of messages and of bytes, each direction for itself. Shared. */
final class SharedLimits {
    /** The key of those who are not told apart. */
    static final String ALL = "";

    static final int MOST_KEYS = 100_000;

    private final CrowdLog log;
    private final KeyedRateLimits clientMessages;
    private final KeyedRateLimits clientBytes;
    private final KeyedRateLimits upstreamMessages;
    private final KeyedRateLimits upstreamBytes;

    /** @param name for the log */
    SharedLimits(String name) {
        log = new CrowdLog(RateLimits.NAME + " " + name, MOST_KEYS);
        clientMessages = limits();
        clientBytes = limits();
        upstreamMessages = limits();
        upstreamBytes = limits();
    }

    RateLimit messages(Side from, String key) {
        return (from == Side.CLIENT ? clientMessages : upstreamMessages).of(LimitKey.bounded(key));
    }

    RateLimit bytes(Side from, String key) {
        return (from == Side.CLIENT ? clientBytes : upstreamBytes).of(LimitKey.bounded(key));
    }

    private KeyedRateLimits limits() {
        return new KeyedRateLimits(MOST_KEYS, log::crowded, System.nanoTime());
    }
}
