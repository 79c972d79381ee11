package io.tidegate.cli.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What was looked at, and how it is.
 *
 * @param topic {@code file}, {@code port}, {@code certificate}, {@code endpoint}, {@code service}, {@code system} or {@code clock}
 * @param subject which one
 * @param advice what to do; null where all is well
 */
public record Finding(
        Level level,
        String topic,
        String subject,
        String text,
        @Nullable String advice) {
    /** How bad it is. */
    public enum Level {
        OK,
        /** It works, but not for everybody or not for long. */
        WARN,
        /** It does not work. */
        FAIL
    }

    public static Finding ok(String topic, String subject, String text) {
        return new Finding(Level.OK, topic, subject, text, null);
    }

    public static Finding warn(String topic, String subject, String text, String advice) {
        return new Finding(Level.WARN, topic, subject, text, advice);
    }

    public static Finding fail(String topic, String subject, String text, String advice) {
        return new Finding(Level.FAIL, topic, subject, text, advice);
    }
}
