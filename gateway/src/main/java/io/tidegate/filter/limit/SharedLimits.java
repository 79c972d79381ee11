package io.tidegate.filter.limit;

import io.tidegate.protocol.Side;
import io.tidegate.time.KeyedRateLimits;
import io.tidegate.time.RateLimit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What sessions share: limits by key, of messages and of bytes, each direction for itself. Shared. */
final class SharedLimits {
    /** The key of those who are not told apart. */
    static final String ALL = "";

    static final int MOST_KEYS = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(SharedLimits.class);
    private static final int MOST_KEY = 64;
    private static final long GAP_NANOS = 60_000_000_000L;

    private final String name;
    private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - GAP_NANOS);
    private final KeyedRateLimits clientMessages = limits();
    private final KeyedRateLimits clientBytes = limits();
    private final KeyedRateLimits upstreamMessages = limits();
    private final KeyedRateLimits upstreamBytes = limits();

    /** @param name for the log */
    SharedLimits(String name) {
        this.name = name;
    }

    RateLimit messages(Side from, String key) {
        return (from == Side.CLIENT ? clientMessages : upstreamMessages).of(bounded(key));
    }

    RateLimit bytes(Side from, String key) {
        return (from == Side.CLIENT ? clientBytes : upstreamBytes).of(bounded(key));
    }

    private KeyedRateLimits limits() {
        return new KeyedRateLimits(MOST_KEYS, this::crowded, System.nanoTime());
    }

    /** Once a minute at most. */
    private void crowded() {
        long now = System.nanoTime();
        long before = toldNanos.get();
        if (now - before >= GAP_NANOS && toldNanos.compareAndSet(before, now)) {
            LOG.warn("rate-limit {}: more than {} keys are in use; the others share one limit", name, MOST_KEYS);
        }
    }

    /** A long key takes no more memory than a short one; what stands for it is longer than any that stands for itself. */
    private static String bounded(String key) {
        if (key.length() <= MOST_KEY) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "sha-256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
