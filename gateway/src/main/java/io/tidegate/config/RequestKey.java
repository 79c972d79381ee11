package io.tidegate.config;

import java.util.Locale;

/**
 * What of a request tells users apart: {@code client-address}, {@code header:NAME}, {@code cookie:NAME}, {@code query:NAME} or
 * {@code segment:NAME} (a named segment of the route's path).
 *
 * @param kind where it is found
 * @param name empty for {@code client-address}
 */
public record RequestKey(Kind kind, String name) {
    /** Where in a request. */
    public enum Kind {
        CLIENT_ADDRESS,
        HEADER,
        COOKIE,
        QUERY,
        SEGMENT
    }

    public static RequestKey parse(String text) {
        if (text.equals("client-address")) {
            return new RequestKey(Kind.CLIENT_ADDRESS, "");
        }
        int colon = text.indexOf(':');
        for (Kind kind : Kind.values()) {
            boolean named = kind != Kind.CLIENT_ADDRESS && colon > 0 && colon < text.length() - 1;
            if (named && text.substring(0, colon).equals(kind.name().toLowerCase(Locale.ROOT))) {
                return new RequestKey(kind, text.substring(colon + 1));
            }
        }
        throw new ConfigException(
                "must be client-address, header:NAME, cookie:NAME, query:NAME or segment:NAME, got " + text);
    }

    @Override
    public String toString() {
        return kind == Kind.CLIENT_ADDRESS ? "client-address" : Units.kebab(kind.name()) + ":" + name;
    }
}
