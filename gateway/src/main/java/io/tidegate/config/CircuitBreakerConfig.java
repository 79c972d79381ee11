package io.tidegate.config;

import java.time.Duration;

/**
 * When an upstream is left alone for a while because connecting to it fails, whichever endpoint is tried.
 *
 * @param failures per cent of handshakes in the window that found no endpoint willing; 1 to 100
 * @param window handshakes that are looked back at; 1 to 10,000
 * @param minHandshakes handshakes before it is judged; 1 to {@code window}
 * @param time how long it stays open, so that handshakes are refused; 100 ms to 1 h
 * @param probes handshakes that are let through after that, to see whether it may close; 1 to 1,000
 */
public record CircuitBreakerConfig(
        @Default("50") int failures,
        @Default("100") int window,
        @Default("20") int minHandshakes,
        @Default("5s") Duration time,
        @Default("5") int probes) {
    public CircuitBreakerConfig {
        Check.between("failures", failures, 1, 100);
        Check.between("window", window, 1, 10_000);
        Check.between("min-handshakes", minHandshakes, 1, window);
        Check.between("time", time, Duration.ofMillis(100), Duration.ofHours(1));
        Check.between("probes", probes, 1, 1000);
    }
}
