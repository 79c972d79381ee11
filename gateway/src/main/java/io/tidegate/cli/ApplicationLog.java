package io.tidegate.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.tidegate.config.LogConfig;
import io.tidegate.control.LogLevel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The program's log: where it comes from, and that it is written as the configuration says. */
final class ApplicationLog {
    private static final String LOCATION = "logback.configurationFile";
    private static final String OURS = "io/tidegate/cli/logback.xml";

    private ApplicationLog() {}

    /**
     * Before the first logger. Our configuration is not at the class path's root, where it would be in the way of an embedding
     * program's.
     */
    static void prepare() {
        if (System.getProperty(LOCATION) == null) {
            System.setProperty(LOCATION, OURS);
        }
    }

    /** What {@code --debug} does. */
    static void debug() {
        LogLevel.set(LogConfig.Level.DEBUG);
    }

    /** Writes it as {@code config} says from now on; {@code --debug} wins. A Logback configuration that was given stays as it is. */
    static void follow(@Nullable LogConfig config) {
        if (config == null || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        Logger ours = context.getLogger("io.tidegate");
        if (!OURS.equals(System.getProperty(LOCATION))) {
            ours.warn("log: it is written as {} says, whatever stands in the file", System.getProperty(LOCATION));
            return;
        }
        boolean debug = ours.getLevel() == Level.DEBUG;
        if (config.format() == LogConfig.Format.JSON) {
            toJson(context);
        }
        LogLevel.set(debug ? LogConfig.Level.DEBUG : config.level());
    }

    static void toJson(LoggerContext context) {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        context.reset();
        try {
            configurator.doConfigure(
                    Objects.requireNonNull(ApplicationLog.class.getResource("logback-json.xml"), "logback-json.xml"));
        } catch (JoranException e) {
            throw new IllegalStateException(e);
        }
    }
}
