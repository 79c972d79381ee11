package io.tidegate.filter.auth;

import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.filter.FieldRules;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where in a request a credential is: {@code authorization}, {@code header:NAME}, {@code query:NAME}, {@code cookie:NAME} or
 * {@code subprotocol}, which is the pair {@code bearer, TOKEN} that pages can send.
 *
 * @param name empty for {@code authorization} and {@code subprotocol}
 */
public record CredentialSource(Kind kind, String name) {
    private static final String MARKER = "bearer";

    /** What kind of place. */
    public enum Kind {
        AUTHORIZATION,
        HEADER,
        QUERY,
        COOKIE,
        SUBPROTOCOL;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean isNamed() {
            return this != AUTHORIZATION && this != SUBPROTOCOL;
        }
    }

    /**
     * Reads one as it is written in the file.
     *
     * @throws ConfigException if {@code text} says no such place
     */
    public static CredentialSource parse(String text) {
        for (Kind kind : Kind.values()) {
            if (!kind.isNamed() && text.equals(kind.word())) {
                return new CredentialSource(kind, "");
            }
            String start = kind.word() + ":";
            if (kind.isNamed() && text.startsWith(start) && text.length() > start.length()) {
                return named(kind, text.substring(start.length()));
            }
        }
        throw new ConfigException(
                "must be authorization, header:NAME, query:NAME, cookie:NAME or subprotocol, got " + text);
    }

    private static CredentialSource named(Kind kind, String name) {
        if (kind == Kind.HEADER) {
            Check.that(Token.isToken(name), "must name a header by a token, got header:" + name);
            Check.that(
                    !name.equalsIgnoreCase("Authorization") && !name.equalsIgnoreCase("Cookie"),
                    "must be authorization or cookie:NAME, which take these headers apart, got header:" + name);
            Check.that(
                    !FieldRules.isOurs(name), "must not be a header that the gateway itself sets, got header:" + name);
        }
        return new CredentialSource(kind, name);
    }

    /**
     * What the request has here, in order; empty for what is there and says nothing.
     *
     * @param scheme that counts in {@code Authorization}, without case
     */
    public List<String> read(Handshake handshake, String scheme) {
        return switch (kind) {
            case AUTHORIZATION -> ofScheme(handshake.headers().all("Authorization"), scheme);
            case HEADER -> handshake.headers().all(name);
            case QUERY -> handshake.queryParameters(name);
            case COOKIE -> handshake.cookies(name);
            case SUBPROTOCOL -> tokens(handshake.subprotocols());
        };
    }

    /** Whether the request has anything here, of whatever scheme. */
    public boolean isUsed(Handshake handshake) {
        return kind == Kind.AUTHORIZATION
                ? handshake.headers().contains("Authorization")
                : !read(handshake, "").isEmpty();
    }

    /** Keeps what the request has here from the endpoint. */
    public void withhold(Handshake handshake) {
        switch (kind) {
            case AUTHORIZATION -> handshake.removedToEndpoint().add("Authorization");
            case HEADER -> handshake.removedToEndpoint().add(name);
            case QUERY -> handshake.withheld().queryParameter(name);
            case COOKIE -> handshake.withheld().cookie(name);
            case SUBPROTOCOL -> {
                for (String token : tokens(handshake.subprotocols())) {
                    handshake.withheld().subprotocolToken(MARKER, token);
                }
            }
        }
    }

    @Override
    public String toString() {
        return kind.isNamed() ? kind.word() + ":" + name : kind.word();
    }

    private static List<String> ofScheme(List<String> fields, String scheme) {
        List<String> found = new ArrayList<>(1);
        for (String field : fields) {
            String text = field.strip();
            int space = text.indexOf(' ');
            String its = space < 0 ? text : text.substring(0, space);
            if (its.equalsIgnoreCase(scheme)) {
                found.add(space < 0 ? "" : text.substring(space).strip());
            }
        }
        return found;
    }

    /** What stands behind the marker: at most one, since a subprotocol is offered once. */
    private static List<String> tokens(List<String> offered) {
        int marker = offered.indexOf(MARKER);
        if (marker < 0) {
            return List.of();
        }
        return List.of(marker + 1 < offered.size() ? offered.get(marker + 1) : "");
    }
}
