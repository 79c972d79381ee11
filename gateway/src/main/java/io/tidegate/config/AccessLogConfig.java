package io.tidegate.config;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The access log: a line when a session opens and one when it ends.
 *
 * @param format how a line is written; {@code ecs} is JSON by the names of the Elastic Common Schema
 * @param file appended to; standard output where absent
 * @param maxFile bytes of the file; then it is kept as {@code FILE.1}, and begun anew; 4 KiB to 1,024 GiB. No bound where absent
 * @param keep how many old files are kept, as {@code FILE.1} (the newest) to {@code FILE.N}; 1 to 100, 5 where absent. Only with
 *     {@code max-file}
 * @param principal who the client is, where a filter knows: its {@code subject}, {@code hashed}, or {@code none}
 * @param query whether the query is logged; it often has secrets in it
 */
public record AccessLogConfig(
        @Default("json") Format format,
        @Nullable Path file,
        @Nullable ByteSize maxFile,
        @Nullable Integer keep,
        @Default("subject") Principal principal,
        @Default("false") boolean query) {
    private static final int USUAL_KEEP = 5;

    /** How a line is written. */
    public enum Format {
        JSON,
        TEXT,
        ECS
    }

    /** What a line says of who a client is. */
    public enum Principal {
        SUBJECT,
        HASHED,
        NONE
    }

    public AccessLogConfig {
        Check.that(file != null || maxFile == null, "max-file must not be given without file");
        Check.that(maxFile != null || keep == null, "keep must not be given without max-file");
        if (maxFile != null) {
            JournalConfig.checkRotation(maxFile, Objects.requireNonNullElse(keep, USUAL_KEEP));
        }
    }

    /** The configured number of old files, or the usual one. */
    public int effectiveKeep() {
        return Objects.requireNonNullElse(keep, USUAL_KEEP);
    }
}
