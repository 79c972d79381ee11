package io.tidegate.config;

import java.time.Duration;

/**
 * Events per time, written {@code 100/s}, {@code 30/m}, {@code 1000/h}.
 *
 * @param events 1 to 1 billion
 * @param per a second, a minute or an hour
 */
public record Rate(long events, Duration per) {
    public Rate {
        Check.between("rate", events, 1, 1_000_000_000);
    }

    public static Rate parse(String text) {
        return Units.parseRate(text);
    }

    /** Time between two events; at least 1 ns. */
    public long intervalNanos() {
        return Math.max(1, per.toNanos() / events);
    }

    @Override
    public String toString() {
        return Units.format(this);
    }
}
