package io.tidegate.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of the journals, of which no two may be one. */
final class JournalFiles {
    private final Map<String, Kept> byKey = new LinkedHashMap<>();

    private record Kept(Path file, int old) {
        /** Whether {@code other} is this file, or one that it is kept as. */
        boolean is(Path other) {
            boolean found = file.equals(other);
            for (int number = 1; number <= old && !found; number++) {
                found = file.resolveSibling(file.getFileName() + "." + number).equals(other);
            }
            return found;
        }
    }

    /** Those that are configured; null for one that is not, or cannot be read. */
    JournalFiles(
            @Nullable AccessLogConfig accessLog,
            @Nullable JournalConfig audit,
            @Nullable JournalConfig deadLetters,
            @Nullable AdminConfig admin) {
        if (accessLog != null && accessLog.file() != null) {
            add("access-log", accessLog.file(), accessLog.maxFile() == null ? 0 : accessLog.effectiveKeep());
        }
        add("audit", audit);
        add("dead-letters", deadLetters);
        add("admin.audit", admin == null ? null : admin.audit());
    }

    /** Those of the top level that have a file. */
    Set<String> keys() {
        return byKey.keySet();
    }

    /** One sentence a fault, each starting with the full key. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        List<String> keys = List.copyOf(byKey.keySet());
        for (int later = 1; later < keys.size(); later++) {
            for (String before : keys.subList(0, later)) {
                check(before, keys.get(later), faults);
            }
        }
        return faults;
    }

    private void check(String before, String after, List<String> faults) {
        Kept one = Objects.requireNonNull(byKey.get(before));
        Kept other = Objects.requireNonNull(byKey.get(after));
        if (one.is(other.file())) {
            faults.add(after + ".file must not be a file of " + before + ", got " + other.file());
        } else if (other.is(one.file())) {
            faults.add(before + ".file must not be a file of " + after + ", got " + one.file());
        }
    }

    private void add(String key, @Nullable JournalConfig config) {
        if (config != null) {
            add(key, config.file(), config.keep());
        }
    }

    private void add(String key, Path file, int old) {
        byKey.put(key, new Kept(file.toAbsolutePath().normalize(), old));
    }
}
