package io.tidegate.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks a stream of bytes for UTF-8 (RFC 3629, 4), in parts that may cut a character, up to the first bad byte. Confined. */
public final class Utf8Check {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private int missing;
    private int low = 0x80;
    private int high = 0xBF;

    /** For the next stream. */
    @HotPath
    public void reset() {
        missing = 0;
        low = 0x80;
        high = 0xBF;
    }

    /** Whether the stream may end here: not within a character. */
    @HotPath
    public boolean isComplete() {
        return missing == 0;
    }

    /** Whether the stream is right so far with these bytes behind what came before; after false it is to be reset. */
    @HotPath
    public boolean accepts(byte[] bytes, int from, int count) {
        int at = from;
        int end = from + count;
        while (at < end) {
            if (missing == 0) {
                at = endOfAscii(bytes, at, end);
                if (at < end && !begins(bytes[at++] & 0xFF)) {
                    return false;
                }
            } else {
                int next = bytes[at++] & 0xFF;
                if (next < low || next > high) {
                    return false;
                }
                missing--;
                low = 0x80;
                high = 0xBF;
            }
        }
        return true;
    }

    @HotPath
    private static int endOfAscii(byte[] bytes, int from, int end) {
        int at = from;
        while (at + 32 <= end && (fourLongs(bytes, at) & NOT_ASCII) == 0) {
            at += 32;
        }
        while (at + 8 <= end && ((long) LONGS.get(bytes, at) & NOT_ASCII) == 0) {
            at += 8;
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** What any of 32 bytes has. */
    @HotPath
    private static long fourLongs(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at)
                | (long) LONGS.get(bytes, at + 8)
                | (long) LONGS.get(bytes, at + 16)
                | (long) LONGS.get(bytes, at + 24);
    }

    /** The first byte of a character says how many follow, and some what the second may be: nothing overlong, no surrogate. */
    @HotPath
    private boolean begins(int first) {
        missing = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        switch (first) {
            case 0xE0 -> low = 0xA0;
            case 0xED -> high = 0x9F;
            case 0xF0 -> low = 0x90;
            case 0xF4 -> high = 0x8F;
            default -> {}
        }
        return first >= 0xC2 && first <= 0xF4;
    }
}
