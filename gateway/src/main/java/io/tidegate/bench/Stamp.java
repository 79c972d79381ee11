package io.tidegate.bench;

import io.tidegate.protocol.HotPath;

/**
 * The first 16 bytes of each message: when it was to be sent, whose it is and its number. Two words of 48 bits, six of
 * them in each byte, so that they are printable and may stand in text.
 */
final class Stamp {
    static final int BYTES = 16;
    static final int SEQUENCE_MASK = 0xFF_FFFF;

    private static final int SEQUENCE_BITS = 24;
    private static final long SIX_BITS = 0x3F3F_3F3F_3F3F_3F3FL;
    private static final long FIRST_CHARACTER = 0x3030_3030_3030_3030L;

    private Stamp() {}

    /** Eight characters for the lower 48 bits of {@code value}. */
    @HotPath
    static long encode(long value) {
        return Long.expand(value, SIX_BITS) + FIRST_CHARACTER;
    }

    /** What {@link #encode} was given, or -1 for characters that it does not make. */
    @HotPath
    static long decode(long characters) {
        long bits = characters - FIRST_CHARACTER;
        return (bits & ~SIX_BITS) == 0 ? Long.compress(bits, SIX_BITS) : -1;
    }

    /** Whose message it is, and which. */
    @HotPath
    static long identity(int connection, long number) {
        return (long) connection << SEQUENCE_BITS | (number & SEQUENCE_MASK);
    }

    @HotPath
    static int connection(long identity) {
        return (int) (identity >>> SEQUENCE_BITS);
    }

    /** The lower 24 bits of the number. */
    @HotPath
    static int sequence(long identity) {
        return (int) identity & SEQUENCE_MASK;
    }
}
