package io.tidegate.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which handshakes a route takes: all that is given must hold.
 *
 * @param path exact ({@code /chat}), prefix ({@code /chat/**}), with a segment of any name ({@code /rooms/*}) or a named
 *     one ({@code /rooms/{room}})
 * @param host exact ({@code app.example.com}) or any subdomain ({@code *.example.com})
 * @param headers values by name; {@code *} for any value
 * @param query parameters by name; {@code *} for any value
 * @param subprotocol one that the client must offer
 * @param listeners names; all where empty
 */
public record MatchConfig(
        @Default("/**") String path,
        @Nullable String host,
        Map<String, String> headers,
        Map<String, String> query,
        @Nullable String subprotocol,
        List<String> listeners) {
    public MatchConfig {
        Check.that(path.startsWith("/"), "path must start with /, got " + path);
        Check.that(
                !path.contains("**") || (path.indexOf("**") == path.length() - 2 && path.endsWith("/**")),
                "path may have ** only as its last segment, got " + path);
        headers = Map.copyOf(headers);
        query = Map.copyOf(query);
        listeners = List.copyOf(listeners);
    }
}
