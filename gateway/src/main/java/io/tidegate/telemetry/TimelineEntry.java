package io.tidegate.telemetry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event of a session's {@link Timeline}, or a burst of the same.
 *
 * @param at when it happened, or began
 * @param event in a word
 * @param side whose frames, messages or reads it is about
 * @param filter as the configuration calls it
 * @param endpoint the endpoint's id
 * @param detail what came of it, or why it was so, in a word
 * @param count how often, if it may happen again and again
 * @param millis how long it took; of verdicts, from the first to the last
 */
public record TimelineEntry(
        Instant at,
        String event,
        @Nullable String side,
        @Nullable String filter,
        @Nullable String endpoint,
        @Nullable String detail,
        @Nullable Long count,
        @Nullable Long millis) {}
