package io.tidegate.filter.content;

import io.tidegate.config.Percentage;
import io.tidegate.protocol.HotPath;
import java.util.concurrent.ThreadLocalRandom;

/** Draws a share of messages, each by itself. Marsaglia's xorshift generator of 64 bits. Confined. */
public final class Sample {
    private static final long WHOLE = 1_000_000;
    private static final int BITS = 31;

    private final long threshold;
    private long state = ThreadLocalRandom.current().nextLong() | 1; // never 0

    public Sample(Percentage share) {
        this.threshold = ((long) share.millionths() << BITS) / WHOLE;
    }

    /** Whether this one is drawn. */
    @HotPath
    public boolean takes() {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return state >>> (Long.SIZE - BITS) < threshold;
    }
}
