package io.tidegate.journal;

import io.tidegate.config.JournalConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a journal is.
 *
 * @param name its key in the configuration, and its label in the metrics
 * @param file null for standard output, which nobody rotates
 * @param maxBytes of the file, before the next line begins a new one
 * @param keep old files
 * @param queueBytes what waits, all event loops together
 */
public record JournalSettings(String name, @Nullable Path file, long maxBytes, int keep, long queueBytes) {
    public static JournalSettings of(String name, JournalConfig config) {
        return new JournalSettings(
                name,
                config.file(),
                config.maxFile().bytes(),
                config.keep(),
                config.queue().bytes());
    }
}
