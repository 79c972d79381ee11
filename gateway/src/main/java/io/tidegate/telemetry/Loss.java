package io.tidegate.telemetry;

import java.util.Locale;

/** Why a message that waited for a side was not delivered. */
public enum Loss {
    /** No more might wait, and it was the oldest. */
    OLDEST,
    /** A newer one of the same key took its place. */
    CONFLATED,
    /** The session ended before the side took it. */
    UNDELIVERED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The word for it in metrics and logs. */
    public String label() {
        return label;
    }
}
