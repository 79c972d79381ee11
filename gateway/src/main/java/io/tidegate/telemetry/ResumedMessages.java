package io.tidegate.telemetry;

import java.util.Locale;

/** What became of messages of clients whose sessions lost their endpoint; a label of metrics. */
public enum ResumedMessages {
    /** Kept while there was no endpoint, and sent to the next one. */
    DELIVERED,
    /** Kept while there was no endpoint, and lost with the session. */
    UNDELIVERED,
    /** Half sent to the endpoint when it was lost: the rest was left out. */
    CUT,
    /** Sent to the endpoint before it was lost, perhaps unread. */
    IN_DOUBT,
    /** Sent to the next endpoint again, since they build the session. */
    REPLAYED,
    /** Sent to the next endpoint again, since they had no reply. */
    RESENT,
    /** Under way at the endpoint when it was lost, and not sent again: the client was told that they failed. */
    ABANDONED;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    String label() {
        return label;
    }
}
