package io.tidegate.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Cookies of a request (RFC 6265, 4.2). */
public final class Cookies {
    private Cookies() {}

    /** The first value of {@code name}, without quotes, or null. */
    static @Nullable String first(HeaderList headers, String name) {
        List<String> values = all(headers, name);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** Every value of {@code name}, without quotes, in order. */
    static List<String> all(HeaderList headers, String name) {
        List<String> values = List.of();
        for (String header : headers.all("Cookie")) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    values = values.isEmpty() ? new ArrayList<>(2) : values;
                    values.add(unquoted(pair.substring(equals + 1).strip()));
                }
            }
        }
        return values;
    }

    /** Takes every cookie of {@code name} out of the {@code Cookie} fields; a field that had no other goes with it. */
    public static void remove(HeaderList headers, String name) {
        List<String> fields = headers.all("Cookie");
        headers.remove("Cookie");
        for (String field : fields) {
            String others = Arrays.stream(field.split(";", -1))
                    .map(String::strip)
                    .filter(pair -> !pair.isEmpty() && !nameOf(pair).equals(name))
                    .collect(Collectors.joining("; "));
            if (!others.isEmpty()) {
                headers.add("Cookie", others);
            }
        }
    }

    private static String nameOf(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? "" : pair.substring(0, equals).strip();
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
