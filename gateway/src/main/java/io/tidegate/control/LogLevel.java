package io.tidegate.control;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tidegate.config.LogConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** How much the gateway tells in its log, while it runs. Known and changed where Logback writes the log, as in the program. */
public final class LogLevel {
    private static final String OURS = "io.tidegate";

    private LogLevel() {}

    /** Null where something else than Logback writes the log, or nothing is logged. */
    public static LogConfig.@Nullable Level now() {
        if (!(LoggerFactory.getLogger(OURS) instanceof Logger logger)) {
            return null;
        }
        return switch (logger.getEffectiveLevel().toInt()) {
            case Level.ERROR_INT -> LogConfig.Level.ERROR;
            case Level.WARN_INT -> LogConfig.Level.WARN;
            case Level.INFO_INT -> LogConfig.Level.INFO;
            case Level.DEBUG_INT -> LogConfig.Level.DEBUG;
            case Level.TRACE_INT, Level.ALL_INT -> LogConfig.Level.TRACE;
            default -> null;
        };
    }

    /** From now on. Does nothing where something else than Logback writes the log. */
    public static void set(LogConfig.Level level) {
        if (LoggerFactory.getLogger(OURS) instanceof Logger logger) {
            logger.setLevel(
                    switch (level) {
                        case ERROR -> Level.ERROR;
                        case WARN -> Level.WARN;
                        case INFO -> Level.INFO;
                        case DEBUG -> Level.DEBUG;
                        case TRACE -> Level.TRACE;
                    });
        }
    }
}
