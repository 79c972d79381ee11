package io.tidegate.config;

import java.time.Duration;

/**
 * That sessions are spread anew when an endpoint is added or comes back, the quietest first, until none has much more than
 * its share by weight.
 *
 * @param threshold how far an endpoint may stay above its share; 1% to 100%
 * @param rate how fast sessions are moved, all event loops together
 * @param mode what is done with them: {@code migrate} moves those whose route has {@code resume}, {@code polite} closes them
 *     with 1012, {@code migrate-or-polite} moves those that can be moved and closes the others
 * @param minInterval how long a session is left alone once it was moved, or with {@code polite} since it was opened; 1 s to
 *     7 d
 */
public record RebalanceConfig(
        @Default("20%") Percentage threshold,
        @Default("50/s") Rate rate,
        @Default("migrate") MoveMode mode,
        @Default("10m") Duration minInterval) {
    private static final int LEAST = 10_000; // 1%

    public RebalanceConfig {
        Check.that(threshold.millionths() >= LEAST, "threshold must be between 1% and 100%, got " + threshold);
        Check.between("min-interval", minInterval, Duration.ofSeconds(1), Duration.ofDays(7));
    }
}
