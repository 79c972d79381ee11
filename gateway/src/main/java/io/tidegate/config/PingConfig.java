package io.tidegate.config;

import java.time.Duration;

/**
 * Our own pings, which keep connections open and measure the round trip.
 *
 * @param interval between two pings of a leg; 1 s to 1 h
 * @param timeout how long a peer may leave a ping unanswered and send nothing else before it counts as lost; 100 ms to 10 m
 */
public record PingConfig(
        @Default("20s") Duration interval, @Default("10s") Duration timeout) {
    public PingConfig {
        Check.between("interval", interval, Duration.ofSeconds(1), Duration.ofHours(1));
        Check.between("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    }
}
