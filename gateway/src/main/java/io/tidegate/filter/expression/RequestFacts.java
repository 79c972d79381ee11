package io.tidegate.filter.expression;

import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What expressions may ask of a request, made when they do. Confined.
 *
 * @param segments named segments of the route's path
 */
public record RequestFacts(Handshake handshake, Map<String, String> segments) implements Facts {
    private static final String BETWEEN = ", ";

    /** What {@code expressions} ask of the request, by name, for when it is not held any more. */
    public Map<String, Object> kept(Collection<Expression> expressions) {
        Map<String, Part> parts = new HashMap<>();
        expressions.forEach(
                expression -> expression.request().forEach((name, part) -> parts.merge(name, part, Part::and)));
        Map<String, Object> kept = HashMap.newHashMap(parts.size());
        parts.forEach((name, part) -> {
            Object value = find(name, part);
            if (value != null) {
                kept.put(name, value instanceof Map<?, ?> map && !part.whole() ? only(map, part) : value);
            }
        });
        return Map.copyOf(kept);
    }

    @Override
    public @Nullable Object find(String name, Part part) {
        return switch (name) {
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
        };
    }

    private static Map<?, ?> only(Map<?, ?> all, Part part) {
        Map<Object, Object> some = new HashMap<>(all);
        some.keySet().retainAll(part.members().keySet());
        return Map.copyOf(some);
    }

    private String client() {
        InetAddress address = handshake.client().getAddress();
        return address == null ? "" : address.getHostAddress();
    }

    /** By lower-case name. Values of a repeated one are joined, so that a rule does not pass over those behind the first. */
    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        for (HeaderList.Field field : handshake.headers().fields()) {
            headers.merge(field.name().toLowerCase(Locale.ROOT), field.value(), RequestFacts::joined);
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
                parameters.merge(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)), RequestFacts::joined);
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
}
