package io.tidegate.config;

/**
 * A number of bytes, written {@code 64KiB}, {@code 1MiB}, {@code 512B}.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) {
    public static ByteSize ofKiB(long kibibytes) {
        return new ByteSize(kibibytes << 10);
    }

    public static ByteSize ofMiB(long mebibytes) {
        return new ByteSize(mebibytes << 20);
    }

    /** Reads {@code B}, {@code KiB}, {@code MiB} and {@code GiB}. */
    public static ByteSize parse(String text) {
        return Units.parseSize(text);
    }

    @Override
    public String toString() {
        return Units.format(this);
    }
}
