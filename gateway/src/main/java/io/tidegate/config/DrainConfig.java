package io.tidegate.config;

import java.time.Duration;

/**
 * How the gateway ends.
 *
 * @param delay after the signal, while {@code /readyz} says 503 but sessions are still taken; 0 s to 5 m
 * @param window over which open sessions are closed with 1012, spread evenly, the quiet ones first; 0 s to 1 h
 * @param deadline after the delay; what is still open then is cut off; at least the window, at most 2 h
 */
public record DrainConfig(
        @Default("0s") Duration delay,
        @Default("10s") Duration window,
        @Default("25s") Duration deadline) {
    public DrainConfig {
        Check.between("delay", delay, Duration.ZERO, Duration.ofMinutes(5));
        Check.between("window", window, Duration.ZERO, Duration.ofHours(1));
        Check.between("deadline", deadline, Duration.ZERO, Duration.ofHours(2));
        Check.that(deadline.compareTo(window) >= 0, "deadline must be at least window, got " + Units.format(deadline));
    }
}
