package io.tidegate.config;

import java.util.Collection;
import java.util.Comparator;

/** What someone may have meant who wrote a word that is not known. */
final class Suggestion {
    private static final int MAX_LENGTH = 64;

    private Suggestion() {}

    /** {@code ; did you mean max-age?}, or all that is known, or nothing if nothing is known. */
    static String of(String word, Collection<String> known) {
        String plain = Units.kebab(word.length() > MAX_LENGTH ? "" : word.replace('-', '_'))
                .replace('_', '-');
        int most = Math.max(1, plain.length() / 3);
        return known.stream()
                .filter(candidate -> distance(plain, candidate) <= most)
                .min(Comparator.comparingInt(candidate -> distance(plain, candidate)))
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse(known.isEmpty() ? "" : "; known are " + String.join(", ", known));
    }

    /** Letters to insert, remove, replace or swap with their neighbour (optimal string alignment distance). */
    static int distance(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                row[j] = swapped ? Math.min(row[j], beforeLast[j - 2] + 1) : row[j];
            }
            beforeLast = last;
            last = row;
        }
        return last[to.length()];
    }
}
