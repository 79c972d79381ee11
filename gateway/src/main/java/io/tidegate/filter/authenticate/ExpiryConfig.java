package io.tidegate.filter.authenticate;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import java.time.Duration;

/**
 * When a session ends whose credential expires.
 *
 * @param lead so much before; 0 s to 1 d
 * @param grace so much after, so that a client has time to renew it; 0 s to 1 d, and 0 s with {@code lead}
 * @param jitter up to so much sooner, drawn for each session, so that those do not end together whose credentials do; 0 s to 1 d
 */
public record ExpiryConfig(
        @Default("0s") Duration lead,
        @Default("0s") Duration grace,
        @Default("0s") Duration jitter) {
    private static final Duration DAY = Duration.ofDays(1);

    public ExpiryConfig {
        Check.between("lead", lead, Duration.ZERO, DAY);
        Check.between("grace", grace, Duration.ZERO, DAY);
        Check.between("jitter", jitter, Duration.ZERO, DAY);
        Check.that(lead.isZero() || grace.isZero(), "lead and grace exclude each other");
    }
}
