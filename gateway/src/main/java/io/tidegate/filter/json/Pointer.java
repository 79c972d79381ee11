package io.tidegate.filter.json;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonPointer;

/**
 * A place in JSON texts (RFC 6901). Immutable.
 *
 * @param keys names of members, or indices of items; none for the text as a whole
 */
public record Pointer(List<String> keys) {
    private static final int MOST_DIGITS = 9;

    public Pointer {
        keys = List.copyOf(keys);
    }

    /** Of a valid JSON pointer ({@link io.tidegate.config.Check#pointer}). */
    public static Pointer of(String text) {
        List<String> keys = new ArrayList<>();
        for (JsonPointer rest = JsonPointer.compile(text); !rest.matches(); rest = rest.tail()) {
            keys.add(rest.getMatchingProperty());
        }
        return new Pointer(keys);
    }

    /** Whether it is the text as a whole. */
    public boolean isRoot() {
        return keys.isEmpty();
    }

    /** The keys of the object or array that the place is in. Not for the root. */
    List<String> parent() {
        return keys.subList(0, keys.size() - 1);
    }

    /** The index that {@code key} is; -1 if it is none. */
    static int index(String key) {
        boolean digits =
                !key.isEmpty() && key.length() <= MOST_DIGITS && key.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && (key.length() == 1 || key.charAt(0) != '0') ? Integer.parseInt(key) : -1;
    }

    /** As RFC 6901 writes it. */
    @Override
    public String toString() {
        var out = new StringBuilder();
        keys.forEach(key -> out.append('/').append(key.replace("~", "~0").replace("/", "~1")));
        return out.toString();
    }
}
