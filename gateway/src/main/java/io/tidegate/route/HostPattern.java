package io.tidegate.route;

import io.tidegate.config.Check;
import io.tidegate.config.Cidr;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts a route takes: one, any below a name, or all.
 *
 * @param key what the route is filed under: {@code app.example.com}, {@code .example.com} for any subdomain, or nothing
 */
record HostPattern(String key) {
    static final HostPattern ALL = new HostPattern("");

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    /** Of a configured host; all where absent. */
    static HostPattern parse(@Nullable String text) {
        if (text == null) {
            return ALL;
        }
        String literal = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : "";
        if (literal.contains(":") && Cidr.isAddress(literal)) {
            return new HostPattern(literal.toLowerCase(Locale.ROOT));
        }
        boolean wildcard = text.startsWith("*.");
        String name = (wildcard ? text.substring(2) : text).toLowerCase(Locale.ROOT);
        Check.that(
                NAME.matcher(name).matches(),
                "host must be a name like app.example.com or *.example.com, without a port, got " + text);
        return new HostPattern(wildcard ? "." + name : name);
    }

    /** Exact before any wildcard, long wildcards before short ones: labels that are fixed, with 1,000 more if all are. */
    int specificity() {
        return isAll() ? 0 : key.split("\\.").length + (key.startsWith(".") ? 0 : 1000);
    }

    private boolean isAll() {
        return key.isEmpty();
    }
}
