package io.tidegate.protocol;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is known to be. Immutable, shared.
 *
 * @param subject unique among those that the same method knows; not empty
 * @param roles in the order in which they were found
 * @param claims what else is said of it: texts, numbers, booleans, lists and maps of these; none is null
 * @param method that knows it, as the configuration calls it; of several, joined by {@code +}
 * @param expires when this is no longer known; null for never
 */
public record Principal(
        String subject,
        Set<String> roles,
        Map<String, Object> claims,
        String method,
        @Nullable Instant expires) {
    /** The method of clients that have presented nothing, who are all called so. */
    public static final String ANONYMOUS = "anonymous";

    public Principal {
        if (subject.isEmpty()) {
            throw new IllegalArgumentException("a principal must have a subject");
        }
        roles = Collections.unmodifiableSet(new LinkedHashSet<>(roles));
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }

    /** Whether it is nobody in particular, so that its subject is that of many. */
    public boolean isAnonymous() {
        return method.equals(ANONYMOUS);
    }

    /**
     * What a claim says, or null if it is not there.
     *
     * @param name of a claim; or, where it starts with {@code /}, a JSON pointer into the claims (RFC 6901)
     */
    public @Nullable Object claim(String name) {
        if (!name.startsWith("/")) {
            return claims.get(name);
        }
        Object at = claims;
        for (String step : name.substring(1).split("/", -1)) {
            at = below(at, step.replace("~1", "/").replace("~0", "~"));
        }
        return at;
    }

    /** The text of a claim that is one text, number or boolean; null if it is not there, or is none of these. */
    public @Nullable String claimText(String name) {
        Object value = claim(name);
        return value instanceof String || value instanceof Number || value instanceof Boolean ? value.toString() : null;
    }

    /** Without roles and claims, which are nobody else's business. */
    @Override
    public String toString() {
        return "Principal[subject=" + subject + ", method=" + method + "]";
    }

    private static @Nullable Object below(@Nullable Object at, String step) {
        return switch (at) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list
            when step.matches("0|[1-9]\\d{0,8}") && Integer.parseInt(step) < list.size() ->
                list.get(Integer.parseInt(step));
            case null, default -> null;
        };
    }
}
