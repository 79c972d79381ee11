package io.tidegate.config;

/**
 * permessage-deflate on a route that reads messages, where it ends at the gateway on either leg.
 *
 * @param client whether a client that offers it gets it
 * @param upstream whether endpoints are offered it
 * @param level how hard to try: 1 is fastest, 9 smallest
 * @param minSize smaller messages are sent as they are; 1 B to 1 MiB
 * @param takeover whether a message may refer to those before it: smaller on the wire, and about 255 KiB of
 *     memory for each leg of a session that uses it
 */
public record CompressionConfig(
        @Default("true") boolean client,
        @Default("true") boolean upstream,
        @Default("6") int level,
        @Default("256B") ByteSize minSize,
        @Default("false") boolean takeover) {
    /** Where nothing is configured. */
    public static final CompressionConfig STANDARD = new CompressionConfig(true, true, 6, new ByteSize(256), false);

    public CompressionConfig {
        Check.between("level", level, 1, 9);
        Check.between("min-size", minSize, new ByteSize(1), ByteSize.ofMiB(1));
    }
}
