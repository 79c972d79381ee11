package io.tidegate.filter.authorize;

import dev.cel.runtime.CelVariableResolver;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a rule may ask of a request, made when it does. Confined.
 *
 * @param segments named segments of the route's path
 */
record RequestFacts(Handshake handshake, Map<String, String> segments) implements CelVariableResolver {
    private static final String BETWEEN = ", ";

    /** Those of {@code names} that there are, for later. */
    Map<String, Object> kept(Set<String> names) {
        Map<String, Object> kept = HashMap.newHashMap(names.size());
        for (String name : names) {
            find(name).ifPresent(value -> kept.put(name, value));
        }
        return Map.copyOf(kept);
    }

    @Override
    public Optional<Object> find(String name) {
        return switch (name) {
            case "path" -> Optional.of(handshake.path());
            case "segments" -> Optional.of(segments);
            case "host" -> Optional.of(handshake.host());
            case "headers" -> Optional.of(headers());
            case "query" -> Optional.of(query());
            case "subprotocols" -> Optional.of(handshake.subprotocols());
            case "listener" -> Optional.of(handshake.listener());
            case "secure" -> Optional.of(handshake.secure());
            case "client" -> Optional.of(client());
            default -> Optional.empty();
        };
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
