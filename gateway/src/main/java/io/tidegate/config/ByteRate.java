package io.tidegate.config;

import java.time.Duration;

/**
 * Bytes per time, written {@code 64KiB/s}, {@code 10MiB/m}, {@code 2GiB/h}.
 *
 * @param size 1 byte to 1 TiB
 * @param per a second, a minute or an hour
 */
public record ByteRate(ByteSize size, Duration per) {
    private static final ByteSize MOST = new ByteSize(1L << 40);

    public ByteRate {
        boolean between = size.bytes() >= 1 && size.bytes() <= MOST.bytes();
        Check.that(between, "must be a rate of 1B to " + MOST + ", got " + size);
    }

    public static ByteRate parse(String text) {
        return Units.parseByteRate(text);
    }

    @Override
    public String toString() {
        return Units.format(this);
    }
}
