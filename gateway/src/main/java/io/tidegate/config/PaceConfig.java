package io.tidegate.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How fast something may come; a rate alone stands for the default burst.
 *
 * @param limit how many per time, in the long run
 * @param burst how many at once after a pause; 1 to 1 million; where absent those of a tenth of a second, at least 1
 */
public record PaceConfig(Rate limit, @Nullable Integer burst) {
    private static final int MOST_BURST = 1_000_000;
    private static final Duration BURST_TIME = Duration.ofMillis(100);

    public PaceConfig {
        if (burst != null) {
            Check.between("burst", burst, 1, MOST_BURST);
        }
    }

    public static PaceConfig parse(String limit) {
        return new PaceConfig(Rate.parse(limit), null);
    }

    /** Time between two; at least 1 ns. */
    public long intervalNanos() {
        return limit.intervalNanos();
    }

    /** How much of the time ahead may be used at once. */
    public long toleranceNanos() {
        long most = burst != null ? burst : Math.clamp(BURST_TIME.toNanos() / intervalNanos(), 1, MOST_BURST);
        return (most - 1) * intervalNanos();
    }
}
