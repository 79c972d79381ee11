package io.tidegate.telemetry;

import io.tidegate.protocol.HotPath;

/** How large messages were, as a histogram of plain longs. Confined to an event loop. */
public final class MessageSizes {
    /** Powers of two, every other one; what is larger than the last has a bucket of its own. */
    private static final int FIRST_BITS = 6;

    private static final int LAST_BITS = 24;

    /** By the bits of the size less one, so that a power of two is the largest of its place; nothing at all has the last. */
    private final long[] byBits = new long[Long.SIZE + 1];

    /** Counts a message of so many payload bytes. */
    @HotPath
    public void count(long bytes) {
        byBits[Long.SIZE - Long.numberOfLeadingZeros(bytes - 1)]++;
    }

    /** The largest size in each bucket but the last. */
    static long[] bounds() {
        long[] bounds = new long[(LAST_BITS - FIRST_BITS) / 2 + 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = 1L << (FIRST_BITS + 2 * i);
        }
        return bounds;
    }

    /** How many messages were counted into that bucket, from 0. */
    long in(int bucket) {
        int last = FIRST_BITS + 2 * bucket;
        if (bucket == 0) {
            return sum(0, last) + byBits[Long.SIZE];
        }
        return last > LAST_BITS ? sum(LAST_BITS + 1, Long.SIZE - 1) : sum(last - 1, last);
    }

    /** What was counted so far. */
    MessageSizes copy() {
        MessageSizes copy = new MessageSizes();
        System.arraycopy(byBits, 0, copy.byBits, 0, byBits.length);
        return copy;
    }

    private long sum(int first, int last) {
        long sum = 0;
        for (int bits = first; bits <= last; bits++) {
            sum += byBits[bits];
        }
        return sum;
    }
}
