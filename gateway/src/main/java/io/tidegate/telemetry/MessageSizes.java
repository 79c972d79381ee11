package io.tidegate.telemetry;

import io.tidegate.protocol.HotPath;

/** How large messages were, as a histogram of plain longs. Confined to an event loop. */
public final class MessageSizes {
    /** Each bound is four times the one before; what is larger than the last one has a bucket of its own. */
    private static final long[] BOUNDS = {
        1 << 6, 1 << 8, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24
    };

    private static final int FIRST_BITS = 6;

    private final long[] buckets = new long[BOUNDS.length + 1];

    /** Counts a message of so many payload bytes. */
    @HotPath
    public void count(long bytes) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(bytes - 1, (1 << FIRST_BITS) - 1));
        buckets[Math.min((bits - FIRST_BITS + 1) / 2, BOUNDS.length)]++;
    }

    /** The largest size in each bucket but the last. */
    static long[] bounds() {
        return BOUNDS.clone();
    }

    /** How many messages were counted into that bucket, from 0. */
    long in(int bucket) {
        return buckets[bucket];
    }

    /** What was counted so far. */
    MessageSizes copy() {
        MessageSizes copy = new MessageSizes();
        System.arraycopy(buckets, 0, copy.buckets, 0, buckets.length);
        return copy;
    }
}
