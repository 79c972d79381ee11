package io.tidegate.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that brings a client back to the endpoint it had.
 *
 * @param cookie its name; a token of RFC 6265
 * @param secret signs the cookie; at least 16 characters, the same on all nodes
 * @param maxAge how long the client keeps it; until the browser closes where absent
 * @param secure whether the cookie is only for TLS
 */
public record StickyConfig(
        @Default("tidegate") String cookie,
        @Secret String secret,
        @Nullable Duration maxAge,
        @Default("false") boolean secure) {
    public StickyConfig {
        Check.that(cookie.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+"), "cookie must be a token, got " + cookie);
        Check.that(secret.length() >= 16, "secret must have at least 16 characters");
    }

    @Override
    public String toString() {
        return "StickyConfig[cookie=" + cookie + ", secret=***, maxAge=" + maxAge + ", secure=" + secure + "]";
    }
}
