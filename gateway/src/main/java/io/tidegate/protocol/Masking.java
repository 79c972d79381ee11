package io.tidegate.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masks and unmasks payloads in place, eight bytes at a time (RFC 6455, 5.3). */
public final class Masking {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Masking() {}

    /**
     * Changes {@code count} bytes of {@code array} from {@code from}.
     *
     * @param key as {@link #rotated} for where in the payload they stand; 0 changes nothing
     */
    @HotPath
    public static void xor(byte[] array, int from, int count, int key) {
        if (key == 0) {
            return;
        }
        long keys = (long) key << 32 | (key & 0xFFFF_FFFFL);
        int at = from;
        int end = from + count;
        for (; at + 32 <= end; at += 32) {
            LONGS.set(array, at, (long) LONGS.get(array, at) ^ keys);
            LONGS.set(array, at + 8, (long) LONGS.get(array, at + 8) ^ keys);
            LONGS.set(array, at + 16, (long) LONGS.get(array, at + 16) ^ keys);
            LONGS.set(array, at + 24, (long) LONGS.get(array, at + 24) ^ keys);
        }
        for (; at + 8 <= end; at += 8) {
            LONGS.set(array, at, (long) LONGS.get(array, at) ^ keys);
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            array[at] ^= (byte) (key >> (shift & 24));
        }
    }

    /** The key for the bytes of a payload that stand behind {@code position} others. */
    @HotPath
    public static int rotated(int key, long position) {
        return Integer.rotateLeft(key, (int) (position & 3) * 8);
    }
}
