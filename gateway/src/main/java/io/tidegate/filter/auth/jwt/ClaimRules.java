package io.tidegate.filter.auth.jwt;

import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the claims of a token whose signature is right must say (RFC 7519, 4.1). Shared, immutable. */
final class ClaimRules {
    private static final long LATEST_SECOND =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private final JwtConfig config;
    private final Clock clock;

    ClaimRules(JwtConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    Outcome judge(Map<String, Object> claims) {
        String fault = fault(claims);
        if (fault != null) {
            return new Outcome.Invalid(fault);
        }
        Map<String, Object> kept = mapping(claims);
        var unnamed = new Principal("-", Set.of(), kept, JwtConfig.NAME, null);
        String subject = unnamed.claimText(config.subject());
        if (subject == null || subject.isEmpty()) {
            return new Outcome.Invalid("has no subject");
        }
        Instant expires = instant(claims.get("exp"));
        return new Outcome.Known(new Principal(
                subject,
                roles(unnamed.claim(config.roles())),
                kept,
                JwtConfig.NAME,
                expires == null ? null : expires.plus(config.clockSkew())));
    }

    private @Nullable String fault(Map<String, Object> claims) {
        for (String name : config.require()) {
            if (claims.get(name) == null) {
                return "a claim that is required is missing";
            }
        }
        if (config.issuer() != null && !config.issuer().equals(claims.get("iss"))) {
            return "of another issuer";
        }
        if (!config.audience().isEmpty() && Collections.disjoint(config.audience(), texts(claims.get("aud")))) {
            return "for another audience";
        }
        return timeFault(claims);
    }

    private @Nullable String timeFault(Map<String, Object> claims) {
        for (String name : List.of("exp", "nbf")) {
            if (claims.get(name) != null && instant(claims.get(name)) == null) {
                return "a time is not a number";
            }
        }
        Instant now = clock.instant();
        Instant expires = instant(claims.get("exp"));
        if (expires != null && !now.isBefore(expires.plus(config.clockSkew()))) {
            return "expired";
        }
        Instant begins = instant(claims.get("nbf"));
        return begins != null && now.plus(config.clockSkew()).isBefore(begins) ? "not valid yet" : null;
    }

    /** Null if it is no number; a time beyond any calendar is the last one. */
    private static @Nullable Instant instant(@Nullable Object seconds) {
        return seconds instanceof Number number
                ? Instant.ofEpochSecond((long) Math.clamp(number.doubleValue(), 0d, (double) LATEST_SECOND))
                : null;
    }

    private static Set<String> roles(@Nullable Object claim) {
        Set<String> roles = new LinkedHashSet<>();
        if (claim instanceof String text) {
            roles.addAll(List.of(text.strip().split("\\s+")));
        } else {
            roles.addAll(texts(claim));
        }
        roles.remove("");
        return roles;
    }

    private static Collection<String> texts(@Nullable Object claim) {
        return switch (claim) {
            case String text -> List.of(text);
            case List<?> list ->
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> List.of();
        };
    }

    /** As deep as it goes without anything that is null or can be changed. */
    private static Map<String, Object> mapping(Map<?, ?> claims) {
        Map<String, Object> kept = new LinkedHashMap<>();
        claims.forEach((name, value) -> {
            if (value != null) {
                kept.put(String.valueOf(name), unchanging(value));
            }
        });
        return Collections.unmodifiableMap(kept);
    }

    private static Object unchanging(Object value) {
        return switch (value) {
            case Map<?, ?> map -> mapping(map);
            case List<?> list ->
                list.stream()
                        .filter(Objects::nonNull)
                        .map(ClaimRules::unchanging)
                        .toList();
            default -> value;
        };
    }
}
