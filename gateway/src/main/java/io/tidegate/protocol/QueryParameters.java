package io.tidegate.protocol;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of a query, {@code a=1&b=2}. */
public final class QueryParameters {
    private QueryParameters() {}

    /** The first value of {@code name}, decoded; empty if it has none; null if it is not there or badly escaped. */
    static @Nullable String first(@Nullable String query, String name) {
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (name.equals(nameOf(pair))) {
                return equals < 0 ? "" : decoded(pair.substring(equals + 1));
            }
        }
        return null;
    }

    /** Every value of {@code name}, decoded, in order; empty where it has none, or is badly escaped. */
    static List<String> all(@Nullable String query, String name) {
        if (query == null) {
            return List.of();
        }
        List<String> values = new ArrayList<>(2);
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (name.equals(nameOf(pair))) {
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                values.add(value == null ? "" : value);
            }
        }
        return values;
    }

    /** The query less every parameter of {@code names}; null if nothing is left of it. */
    public static @Nullable String without(String query, Collection<String> names) {
        if (names.isEmpty()) {
            return query;
        }
        List<String> kept = Arrays.stream(query.split("&", -1))
                .filter(pair -> !names.contains(nameOf(pair)))
                .toList();
        return kept.isEmpty() ? null : String.join("&", kept);
    }

    private static @Nullable String nameOf(String pair) {
        int equals = pair.indexOf('=');
        return decoded(equals < 0 ? pair : pair.substring(0, equals));
    }

    private static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            return null;
        }
    }
}
