package io.tidegate.filter.authorize;

import dev.cel.runtime.CelVariableResolver;
import io.tidegate.protocol.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a rule may ask for. Confined.
 *
 * @param principal null where nobody is known
 * @param request all that is not the principal's
 */
record Facts(@Nullable Principal principal, CelVariableResolver request) implements CelVariableResolver {
    /** How all names begin that are the principal's. */
    static final String OF_PRINCIPAL = "principal";

    @Override
    public Optional<Object> find(String name) {
        return name.startsWith(OF_PRINCIPAL) ? ofPrincipal(name) : request.find(name);
    }

    private Optional<Object> ofPrincipal(String name) {
        Principal known = principal;
        return switch (name) {
            case "principal.subject" -> Optional.of(known == null ? "" : known.subject());
            case "principal.roles" -> Optional.of(known == null ? List.of() : List.copyOf(known.roles()));
            case "principal.scope" ->
                Optional.of(known == null ? List.of() : List.copyOf(Requirements.scopesOf(known)));
            case "principal.claims" -> Optional.of(known == null ? Map.of() : plain(known.claims()));
            case "principal.method" -> Optional.of(known == null ? "" : known.method());
            default -> Optional.empty();
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
