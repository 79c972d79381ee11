package io.tidegate.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How often what failed, with an example of each. Confined. */
final class Failures {
    private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cc}");

    private final Map<String, BenchResult.Failure> byCause = new TreeMap<>();

    void count(String cause, long count, String example) {
        if (count > 0) {
            byCause.merge(
                    cause, new BenchResult.Failure(cause, count, example), (before, more) -> before.plus(more.count()));
        }
    }

    void addAll(Failures more) {
        more.byCause.values().forEach(failure -> count(failure.cause(), failure.count(), failure.example()));
    }

    void clear() {
        byCause.clear();
    }

    long total() {
        return byCause.values().stream().mapToLong(BenchResult.Failure::count).sum();
    }

    /** The most frequent first. What servers say in them is made harmless for a terminal. */
    List<BenchResult.Failure> list() {
        return byCause.values().stream()
                .map(failure -> new BenchResult.Failure(
                        failure.cause(),
                        failure.count(),
                        CONTROL_CHARACTER.matcher(failure.example()).replaceAll("?")))
                .sorted(Comparator.comparingLong(BenchResult.Failure::count).reversed())
                .toList();
    }
}
