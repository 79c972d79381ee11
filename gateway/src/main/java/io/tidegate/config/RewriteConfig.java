package io.tidegate.config;

import org.jspecify.annotations.Nullable;

/**
 * How the path changes on its way to the endpoint: one of the two, or neither.
 *
 * @param stripPrefix taken from the front of the path, in whole segments
 * @param path the new path; {@code {name}} stands for a named segment of the route's path, {@code {rest}} for what {@code
 *     **} matched
 */
public record RewriteConfig(
        @Nullable String stripPrefix, @Nullable String path) {
    public RewriteConfig {
        Check.that(stripPrefix == null || path == null, "strip-prefix and path exclude each other");
        Check.that(
                stripPrefix == null || stripPrefix.matches("/.*[^/]"),
                "strip-prefix must start with / and not end with it, got " + stripPrefix);
        Check.that(path == null || path.startsWith("/"), "path must start with /, got " + path);
    }
}
