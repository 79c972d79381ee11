package io.tidegate.cli.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A path below {@code /api/v1} with its query, whose parts are escaped. Immutable. */
public final class ApiPath {
    private final String text;

    private ApiPath(String text) {
        this.text = text;
    }

    public static ApiPath of(String... segments) {
        return new ApiPath("/api/v1/" + joined(segments));
    }

    /** Of an endpoint; a slash in its id stays a slash. */
    public static ApiPath endpoint(String upstream, String id) {
        return new ApiPath(of("upstreams", upstream, "endpoints") + "/" + joined(id.split("/", -1)));
    }

    /** What is below it. */
    public ApiPath then(String segment) {
        return new ApiPath(text + "/" + escaped(segment));
    }

    /** With a parameter; the same if it has no value. */
    public ApiPath with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        String mark = text.contains("?") ? "&" : "?";
        return new ApiPath(text + mark + name + "=" + escaped(value.toString()));
    }

    private static String joined(String... segments) {
        return Arrays.stream(segments).map(ApiPath::escaped).collect(Collectors.joining("/"));
    }

    private static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }

    @Override
    public String toString() {
        return text;
    }
}
