package io.tidegate.config;

/**
 * What of a request tells users apart: {@code client-address}, {@code header:NAME}, {@code cookie:NAME}, {@code query:NAME},
 * {@code segment:NAME} (a named segment of the route's path); or, once a filter knows who the client is, {@code subject} or
 * {@code claim:NAME}.
 *
 * @param kind where it is found
 * @param name empty for {@code client-address} and {@code subject}
 */
public record RequestKey(Kind kind, String name) {
    /** Where in a request. */
    public enum Kind {
        CLIENT_ADDRESS,
        HEADER,
        COOKIE,
        QUERY,
        SEGMENT,
        SUBJECT,
        CLAIM;

        private boolean named() {
            return this != CLIENT_ADDRESS && this != SUBJECT;
        }
    }

    /** Whether it is known only once a filter has found out who the client is, and not from the request alone. */
    public boolean isOfPrincipal() {
        return kind == Kind.SUBJECT || kind == Kind.CLAIM;
    }

    public static RequestKey parse(String text) {
        int colon = text.indexOf(':');
        for (Kind kind : Kind.values()) {
            String word = Units.kebab(kind.name());
            if (!kind.named() && text.equals(word)) {
                return new RequestKey(kind, "");
            }
            boolean named = kind.named() && colon > 0 && colon < text.length() - 1;
            if (named && text.substring(0, colon).equals(word)) {
                return new RequestKey(kind, text.substring(colon + 1));
            }
        }
        throw new ConfigException(
                "must be client-address, header:NAME, cookie:NAME, query:NAME, segment:NAME, subject or"
                        + " claim:NAME, got " + text);
    }

    @Override
    public String toString() {
        return kind.named() ? Units.kebab(kind.name()) + ":" + name : Units.kebab(kind.name());
    }
}
