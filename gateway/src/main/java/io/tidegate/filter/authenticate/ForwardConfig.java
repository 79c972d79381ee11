package io.tidegate.filter.authenticate;

import io.tidegate.config.Check;
import io.tidegate.filter.FieldRules;
import io.tidegate.filter.auth.mint.TokenConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint is told of a client, in header fields that no client can set itself; at least one.
 *
 * @param subject header with the subject
 * @param roles header with the roles, commas between
 * @param claims headers by claim: its name, or a JSON pointer to it
 * @param token a token that the gateway signs
 */
public record ForwardConfig(
        @Nullable String subject,
        @Nullable String roles,
        Map<String, String> claims,
        @Nullable TokenConfig token) {
    public ForwardConfig {
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
        List<String> names = names(subject, roles, claims, token);
        Check.that(!names.isEmpty(), "subject, roles, claims or token must be given");
        var rules = new FieldRules();
        rules.checkNames("headers", names);
        rules.refuseFaults();
    }

    /** Of all headers that it may set. */
    List<String> names() {
        return names(subject, roles, claims, token);
    }

    private static List<String> names(
            @Nullable String subject, @Nullable String roles, Map<String, String> claims, @Nullable TokenConfig token) {
        List<String> names = new ArrayList<>(claims.values());
        if (subject != null) {
            names.add(subject);
        }
        if (roles != null) {
            names.add(roles);
        }
        if (token != null) {
            names.add(token.header());
        }
        return names;
    }
}
