package io.tidegate.bench;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One thing that went wrong on a connection.
 *
 * @param cause the word that equal ones are counted by; documented in {@code docs/bench.md}
 * @param example what it looked like this time
 */
record Fault(String cause, String example) {
    /** What native transports say first. */
    private static final Pattern SYSTEM_CALL =
            Pattern.compile("^[a-zA-Z]+\\(\\.\\.\\) failed( with error\\(-?\\d+\\))?: ");

    static final String TOO_MANY_OPEN_FILES = "too-many-open-files";

    /** The only place where an exception becomes a fault. */
    static Fault of(Throwable thrown) {
        Throwable cause = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        String text = text(cause);
        if (cause instanceof SSLException) {
            return new Fault("tls", text);
        }
        if (cause instanceof ConnectTimeoutException) {
            return new Fault("connect-timeout", text);
        }
        String word = word(text);
        return new Fault(word != null ? word : cause instanceof IOException ? "io" : "other", text);
    }

    /** The system's errors have a type of their own only here and there; their words are the same on all transports. */
    private static @Nullable String word(String text) {
        String[][] words = {
            {"Connection refused", "connection-refused"},
            {"Connection reset", "connection-reset"},
            {"Broken pipe", "connection-reset"},
            {"Too many open files", TOO_MANY_OPEN_FILES},
            {"Cannot assign requested address", "no-free-port"},
            {"No route to host", "unreachable"},
            {"etwork is unreachable", "unreachable"},
            {"timed out", "timed-out"},
        };
        for (String[] entry : words) {
            if (text.contains(entry[0])) {
                return entry[1];
            }
        }
        return null;
    }

    /** One line. Of a TLS fault the innermost cause: what wraps it says less. */
    private static String text(Throwable thrown) {
        Throwable cause = thrown;
        while (thrown instanceof SSLException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String line = message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
        return SYSTEM_CALL.matcher(line).replaceFirst("");
    }
}
