package io.tidegate.session;

/**
 * How messages to one side are compressed.
 *
 * @param level 1 to 9
 * @param minBytes smaller messages are not compressed
 * @param takeover whether a message may refer to those before it
 * @param windowBits how far back it may refer: 8 to 15
 */
record Deflation(int level, int minBytes, boolean takeover, int windowBits) {
    /** All that a {@link java.util.zip.Deflater} can do. */
    static final int FULL_WINDOW = 15;
}
