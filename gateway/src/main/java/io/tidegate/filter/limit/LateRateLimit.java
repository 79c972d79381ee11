package io.tidegate.filter.limit;

import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.HotPath;
import io.tidegate.time.RateLimit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A limit whose key is only known when the handshake has been judged: found at its first use. Confined. */
final class LateRateLimit implements RateLimit {
    private final Supplier<RateLimit> source;
    private @Nullable RateLimit found;

    LateRateLimit(Supplier<RateLimit> source) {
        this.source = source;
    }

    @HotPath
    @Override
    public long take(long costNanos, long toleranceNanos, long patienceNanos, long nowNanos) {
        RateLimit limit = found == null ? find() : found;
        return limit.take(costNanos, toleranceNanos, patienceNanos, nowNanos);
    }

    @HotPath
    @Override
    public void giveBack(long costNanos) {
        RateLimit limit = found == null ? find() : found;
        limit.giveBack(costNanos);
    }

    @ColdPath
    private RateLimit find() {
        RateLimit limit = source.get();
        found = limit;
        return limit;
    }
}
