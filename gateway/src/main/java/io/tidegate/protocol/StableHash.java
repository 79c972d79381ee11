package io.tidegate.protocol;

/**
 * A hash of text that is the same on every node, in every version and after every restart, for choices that must not
 * change: which upstream or endpoint a user gets. FNV-1a of 64 bits over UTF-16 units (Fowler, Noll, Vo), then MurmurHash3's
 * finaliser (Appleby), since FNV alone leaves the upper bits of short texts alike. Not for secrets: whoever knows it can
 * choose texts that meet.
 */
public final class StableHash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private StableHash() {}

    public static long of(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The hash of a pair, by the hashes of its parts; their order counts. */
    public static long ofPair(long first, long second) {
        return mix(first * 31 + mix(second + FNV_OFFSET));
    }

    /** Evenly spread over the numbers between 0 and 1, without either. */
    public static double unit(long hash) {
        return ((hash >>> 12) + 0.5) * 0x1.0p-52; // 52 bits, so that the half is not rounded up to 1
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
