package io.tidegate.config;

import java.time.Duration;

/**
 * When an endpoint is left out for a while because its sessions end badly: all of share, sessions and clients must be reached
 * within the window.
 *
 * @param failures per cent of the endpoint's outcomes that failed; 1 to 100
 * @param minSessions outcomes in the window before it is judged; 1 to 100,000
 * @param minClients different client addresses among the failures, so that one bad client ejects nothing; 1 to 100
 * @param window how far back outcomes count; 1 s to 10 m
 * @param time how long the first ejection lasts; each one soon after doubles it; 100 ms to 1 h
 * @param maxTime how long any ejection lasts at most; at least {@code time}, at most 24 h
 * @param maxEjected per cent of the upstream's endpoints that may be ejected at once; 0 (never any) to 100
 */
public record EjectionConfig(
        @Default("50") int failures,
        @Default("10") int minSessions,
        @Default("3") int minClients,
        @Default("30s") Duration window,
        @Default("30s") Duration time,
        @Default("5m") Duration maxTime,
        @Default("50") int maxEjected) {
    public EjectionConfig {
        Check.between("failures", failures, 1, 100);
        Check.between("min-sessions", minSessions, 1, 100_000);
        Check.between("min-clients", minClients, 1, 100);
        Check.between("window", window, Duration.ofSeconds(1), Duration.ofMinutes(10));
        Check.between("time", time, Duration.ofMillis(100), Duration.ofHours(1));
        Check.between("max-time", maxTime, time, Duration.ofHours(24));
        Check.between("max-ejected", maxEjected, 0, 100);
    }
}
