package io.tidegate.config;

import java.time.Duration;

/**
 * How a handshake goes on after an endpoint failed it.
 *
 * @param attempts for one handshake, the first included; 1 (no retry) to 100
 * @param backoff before the second retry, and before the first if there is no other endpoint; doubles with each, and each is
 *     drawn between half and one and a half of it; 1 ms to 10 s
 * @param maxBackoff before any retry; at least {@code backoff}, at most 1 m
 * @param budget retries at once, in per cent of the handshakes that are being connected, but at least 10; 0 to 100
 */
public record RetryConfig(
        @Default("4") int attempts,
        @Default("25ms") Duration backoff,
        @Default("1s") Duration maxBackoff,
        @Default("20") int budget) {
    public RetryConfig {
        Check.between("attempts", attempts, 1, 100);
        Check.between("backoff", backoff, Duration.ofMillis(1), Duration.ofSeconds(10));
        Check.between("max-backoff", maxBackoff, backoff, Duration.ofMinutes(1));
        Check.between("budget", budget, 0, 100);
    }
}
