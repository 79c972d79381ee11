package io.tidegate.filter.limit;

import io.tidegate.config.Stored.OnFailure;
import io.tidegate.protocol.HotPath;
import io.tidegate.store.SharedStore;
import io.tidegate.time.RateLimit;

/** A limit that nodes share, and what holds while they do not hear of each other. Confined. */
final class StoredRateLimit implements RateLimit {
    private static final long RETRY_NANOS = 1_000_000_000;

    private final RateLimit limit;
    private final SharedStore store;
    private final boolean alone;
    private final boolean allows;

    StoredRateLimit(RateLimit limit, SharedStore store, OnFailure onFailure) {
        this.limit = limit;
        this.store = store;
        this.alone = onFailure == OnFailure.LOCAL;
        this.allows = onFailure == OnFailure.ALLOW;
    }

    @HotPath
    @Override
    public long take(long costNanos, long toleranceNanos, long patienceNanos, long nowNanos) {
        if (!alone && !store.isUp()) {
            return allows ? 0 : -RETRY_NANOS;
        }
        return limit.take(costNanos, toleranceNanos, patienceNanos, nowNanos);
    }

    @HotPath
    @Override
    public void giveBack(long costNanos) {
        limit.giveBack(costNanos);
    }
}
