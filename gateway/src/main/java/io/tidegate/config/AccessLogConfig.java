package io.tidegate.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The access log: a line when a session opens and one when it ends.
 *
 * @param format how a line is written
 * @param file appended to; standard output where absent
 * @param query whether the query is logged; it often has secrets in it
 */
public record AccessLogConfig(
        @Default("json") Format format,
        @Nullable Path file,
        @Default("false") boolean query) {
    /** How a line is written. */
    public enum Format {
        JSON,
        TEXT
    }
}
