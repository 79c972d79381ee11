package io.tidegate.config;

import java.time.Duration;

/**
 * Where handshakes wait while an upstream's limits are reached: open sessions that have lost their endpoint first, then those that
 * come back with a sticky cookie of ours, then the others; and otherwise first come, first served.
 *
 * @param size handshakes that may wait at once; 1 to 1 million
 * @param timeout how long each waits at most; 10 ms to 5 m
 */
public record WaitingRoomConfig(
        @Default("1000") int size, @Default("5s") Duration timeout) {
    public WaitingRoomConfig {
        Check.between("size", size, 1, 1_000_000);
        Check.between("timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(5));
    }
}
