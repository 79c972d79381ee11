package io.tidegate.config;

/**
 * What {@code tidegate run} tells of itself, on standard error. A program that has the gateway inside has a log of its own.
 *
 * @param format how a line is written
 * @param level the least that is told; the admin API changes it while running
 */
public record LogConfig(
        @Default("text") Format format, @Default("info") Level level) {
    /** How a line is written. */
    public enum Format {
        TEXT,
        JSON
    }

    /** How grave something is. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
