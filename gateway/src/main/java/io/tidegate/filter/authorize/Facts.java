package io.tidegate.filter.authorize;

import dev.cel.runtime.CelVariableResolver;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Principal;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a rule may ask for, made when it does. Confined.
 *
 * @param segments named segments of the route's path
 */
record Facts(Handshake handshake, Map<String, String> segments) implements CelVariableResolver {
    private static final String BETWEEN = ", ";

    @Override
    public Optional<Object> find(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "principal.subject" ->
                        principal() == null ? "" : principal().subject();
                    case "principal.roles" ->
                        principal() == null
                                ? List.of()
                                : List.copyOf(principal().roles());
                    case "principal.scope" ->
                        principal() == null ? List.of() : List.copyOf(Requirements.scopesOf(principal()));
                    case "principal.claims" ->
                        principal() == null ? Map.of() : plain(principal().claims());
                    case "principal.method" ->
                        principal() == null ? "" : principal().method();
                    case "path" -> handshake.path();
                    case "segments" -> segments;
                    case "host" -> handshake.host();
                    case "headers" -> headers();
                    case "query" -> query();
                    case "subprotocols" -> handshake.subprotocols();
                    case "listener" -> handshake.listener();
                    case "secure" -> handshake.secure();
                    case "client" -> client();
                    default -> null;
                });
    }

    private @Nullable Principal principal() {
        return handshake.identity().principal();
    }

    private String client() {
        InetAddress address = handshake.client().getAddress();
        return address == null ? "" : address.getHostAddress();
    }

    /** By lower-case name. Values of a repeated one are joined, so that a rule does not pass over those behind the first. */
    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        for (HeaderList.Field field : handshake.headers().fields()) {
            headers.merge(field.name().toLowerCase(Locale.ROOT), field.value(), Facts::joined);
        }
        return headers;
    }

    /** Decoded, and joined likewise. What is badly escaped stands as it came. */
    private Map<String, String> query() {
        Map<String, String> parameters = new HashMap<>();
        String query = handshake.query();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                parameters.merge(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)), Facts::joined);
            }
        }
        return parameters;
    }

    private static String joined(String first, String second) {
        return first + BETWEEN + second;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
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
