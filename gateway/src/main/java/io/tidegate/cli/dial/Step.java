package io.tidegate.cli.dial;

import java.util.Locale;

/**
 * One part of opening a WebSocket that was done.
 *
 * @param detail what came of it
 */
public record Step(Name name, long nanos, String detail) {
    /** In their order. */
    public enum Name {
        DNS,
        TCP,
        TLS,
        UPGRADE;

        /** As people write it. */
        public String label() {
            return this == UPGRADE ? "upgrade" : name();
        }
    }

    /** As a number of milliseconds. */
    public static String time(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
