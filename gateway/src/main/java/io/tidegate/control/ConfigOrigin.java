package io.tidegate.control;

import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import java.nio.file.Path;
import java.util.List;

/** Where a configuration comes from, and can be had from again. */
public sealed interface ConfigOrigin {
    /**
     * A file, read anew each time.
     *
     * @param sets laid over it, as in {@link ConfigSource}
     */
    record OfFile(Path file, List<String> sets) implements ConfigOrigin {
        public OfFile {
            sets = List.copyOf(sets);
        }
    }

    /** A text; the files that it names are read anew each time. */
    record OfText(From from, ConfigSource source) implements ConfigOrigin {}

    /** Records that a program made. */
    record OfRecords(GatewayConfig config) implements ConfigOrigin {}

    /** Where from, in a word. */
    enum From {
        FILE,
        API,
        PROGRAM
    }

    /** Where from, in a word. */
    default From from() {
        return switch (this) {
            case OfFile file -> From.FILE;
            case OfText text -> text.from;
            case OfRecords records -> From.PROGRAM;
        };
    }
}
