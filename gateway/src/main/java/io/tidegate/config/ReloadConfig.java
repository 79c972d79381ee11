package io.tidegate.config;

import java.time.Duration;

/**
 * When the configuration is read anew without being asked to.
 *
 * @param watch whether the file, and the files that it names, are watched; a signal and the admin API work without it
 * @param interval between two looks; a change is read when two looks in a row see the same; 100 ms to 1 h
 */
public record ReloadConfig(
        @Default("true") boolean watch, @Default("1s") Duration interval) {
    public ReloadConfig {
        Check.between("interval", interval, Duration.ofMillis(100), Duration.ofHours(1));
    }
}
