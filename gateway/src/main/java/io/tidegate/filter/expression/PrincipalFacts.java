package io.tidegate.filter.expression;

import io.tidegate.protocol.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What expressions may ask of who the client is. Confined.
 *
 * @param principal null where nobody is known
 */
public record PrincipalFacts(@Nullable Principal principal) implements Facts {
    /** How all names begin that are the principal's. */
    static final String PREFIX = "principal";

    @Override
    public @Nullable Object find(String name, Part part) {
        Principal known = principal;
        return switch (name) {
            case "principal.subject" -> known == null ? "" : known.subject();
            case "principal.roles" -> known == null ? List.of() : List.copyOf(known.roles());
            case "principal.scope" -> known == null ? List.of() : List.copyOf(scopesOf(known));
            case "principal.claims" -> known == null ? Map.of() : plain(known.claims());
            case "principal.method" -> known == null ? "" : known.method();
            default -> null;
        };
    }

    /** These, and where a name is not the principal's {@code others}. */
    public Facts and(Facts others) {
        return (name, part) -> name.startsWith(PREFIX) ? find(name, part) : others.find(name, part);
    }

    /** The scopes that a credential grants (RFC 8693, 4.2, and what others make of it): words of a text, or a list. */
    public static Collection<String> scopesOf(Principal principal) {
        Object scope = principal.claim("scope");
        return switch (scope == null ? principal.claim("scp") : scope) {
            case String words ->
                words.isBlank() ? Set.of() : Set.of(words.strip().split(" +"));
            case Collection<?> list ->
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> Set.of();
        };
    }

    /** As CEL knows it: whole numbers are longs, others doubles. */
    private static Object plain(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> plain = HashMap.newHashMap(map.size());
                map.forEach((name, inner) -> plain.put(String.valueOf(name), plain(inner)));
                yield plain;
            }
            case Collection<?> list -> {
                List<Object> plain = new ArrayList<>(list.size());
                list.forEach(inner -> plain.add(plain(inner)));
                yield plain;
            }
            case Integer _, Short _, Byte _ -> ((Number) value).longValue();
            case Long _, Double _, Boolean _, String _ -> value;
            case Number number -> number.doubleValue();
            default -> value.toString();
        };
    }
}
