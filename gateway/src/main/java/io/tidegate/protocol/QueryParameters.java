package io.tidegate.protocol;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Parameters of a query, {@code a=1&b=2}. */
final class QueryParameters {
    private QueryParameters() {}

    /** The first value of {@code name}, decoded; empty if it has none; null if it is not there or badly escaped. */
    static @Nullable String first(@Nullable String query, String name) {
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (name.equals(decoded(equals < 0 ? pair : pair.substring(0, equals)))) {
                return equals < 0 ? "" : decoded(pair.substring(equals + 1));
            }
        }
        return null;
    }

    private static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            return null;
        }
    }
}
