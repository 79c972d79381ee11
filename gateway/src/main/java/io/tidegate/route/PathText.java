package io.tidegate.route;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Paths as text: their segments, and what a configured one may be made of. */
final class PathText {
    /** Without the escapes that requests are refused for. */
    private static final Pattern LITERAL =
            Pattern.compile("(?:[A-Za-z0-9._~!$&'()+,;=:@-]|%(?!00|23|25|3[Bb]|3[Ff]|5[Cc])[0-9A-Fa-f]{2})*");

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");

    private PathText() {}

    /** The segments of a path that starts with a slash; the last one is empty if the path ends with one. */
    static List<String> split(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** With escapes as requests have them: upper case, and none for characters that need none (RFC 3986, 6.2.2). */
    static String normal(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> {
            String decoded = Character.toString(Integer.parseInt(escape.group().substring(1), 16));
            return UNRESERVED.matcher(decoded).matches()
                    ? decoded
                    : escape.group().toUpperCase(Locale.ROOT);
        });
    }

    /** Why no path has {@code segment}, as the end of a sentence about a key; null if one may. */
    static @Nullable String faultOf(String segment) {
        String resolved = normal(segment);
        if (resolved.equals(".") || resolved.equals("..")) {
            return "must not have . and .. as segments: paths are resolved before, got " + segment;
        }
        if (segment.indexOf('*') >= 0 || segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
            return "must have *, ** and {name} only in their places, got " + segment;
        }
        return LITERAL.matcher(segment).matches()
                ? null
                : "must be written as in a URL, percent-encoded and without query, got " + segment;
    }
}
