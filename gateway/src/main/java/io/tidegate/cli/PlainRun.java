package io.tidegate.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code tidegate run} as it is mostly given: a file and settings, each value an argument of its own. Read without picocli,
 * whose classes are too old for an AOT cache: loading them would take a third of the time to the first session. Whatever
 * else is said is for picocli to read or to refuse.
 */
record PlainRun(@Nullable Path file, List<String> sets) {
    /** Null if it takes picocli to read {@code arguments}. */
    static @Nullable PlainRun of(String... arguments) {
        if (arguments.length % 2 == 0 || !arguments[0].equals("run")) {
            return null;
        }
        Path file = null;
        List<String> sets = new ArrayList<>();
        for (int i = 1; i < arguments.length; i += 2) {
            String option = arguments[i];
            String value = arguments[i + 1];
            boolean namesFile = option.equals("-c") || option.equals("--config");
            if (isSpecial(value) || !(option.equals("--set") || (namesFile && file == null))) {
                return null;
            }
            if (namesFile) {
                file = Path.of(value);
            } else {
                sets.add(value);
            }
        }
        return new PlainRun(file, List.copyOf(sets));
    }

    /** An option where a value should be, a file with arguments, or nothing. */
    private static boolean isSpecial(String value) {
        return value.isEmpty() || value.startsWith("-") || value.startsWith("@");
    }
}
