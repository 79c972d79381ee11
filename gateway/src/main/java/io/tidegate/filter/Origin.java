package io.tidegate.filter;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page comes from (RFC 6454, 7).
 *
 * @param scheme lower case; empty for {@code null} and for what is no origin
 * @param host lower case, IPv6 addresses in brackets; empty with an empty scheme
 * @param port the scheme's own where none is written; -1 where it has none
 */
record Origin(String scheme, String host, int port) {
    static final Origin NULL = new Origin("", "null", -1);

    private static final Origin NONE = new Origin("", "", -1);
    private static final Pattern TUPLE =
            Pattern.compile("([a-z][a-z0-9+.-]*)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");

    /** Never fails: text that is no origin equals no origin that is one. */
    static Origin parse(String text) {
        if (text.equals("null")) {
            return NULL;
        }
        Matcher matcher = TUPLE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return NONE;
        }
        String scheme = matcher.group(1);
        String port = matcher.group(3);
        return new Origin(scheme, matcher.group(2), port == null ? defaultPort(scheme) : Integer.parseInt(port));
    }

    /** Whether a page can have come from there by HTTP. */
    boolean isWeb() {
        return scheme.equals("https") || scheme.equals("http");
    }

    boolean isNone() {
        return equals(NONE);
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> -1;
        };
    }
}
