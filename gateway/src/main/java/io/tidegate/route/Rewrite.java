package io.tidegate.route;

import io.tidegate.config.AllFaults;
import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.RewriteConfig;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a path changes on its way to the endpoint. Immutable. */
sealed interface Rewrite {
    /**
     * The path for the endpoint.
     *
     * @param segments named segments of {@code path}
     */
    String apply(String path, Map<String, String> segments);

    /**
     * Of a route's settings.
     *
     * @throws ConfigException with every fault; each starts with {@code strip-prefix} or {@code path}
     */
    static Rewrite of(RewriteConfig config, PathPattern pattern) {
        if (config.stripPrefix() != null) {
            return StripPrefix.parse(config.stripPrefix(), pattern);
        }
        return config.path() == null ? Unchanged.UNCHANGED : Template.parse(config.path(), pattern);
    }

    /** The path stays as it is. */
    enum Unchanged implements Rewrite {
        UNCHANGED;

        @Override
        public String apply(String path, Map<String, String> segments) {
            return path;
        }
    }

    /** Whole segments are taken from the front, where they are there. */
    record StripPrefix(String prefix) implements Rewrite {
        static StripPrefix parse(String prefix, PathPattern pattern) {
            List<String> parts = PathText.split(PathText.normal(prefix));
            var faults = new AllFaults();
            for (String part : parts) {
                String fault =
                        part.isEmpty() ? "must not have an empty segment, got " + prefix : PathText.faultOf(part);
                if (fault != null) {
                    faults.add("strip-prefix " + fault);
                }
            }
            faults.refuseIfAny();
            Check.that(
                    pattern.canStartWith(parts),
                    "strip-prefix must be a prefix of the paths that match.path takes, got " + prefix);
            return new StripPrefix(PathText.normal(prefix));
        }

        @Override
        public String apply(String path, Map<String, String> segments) {
            if (path.equals(prefix)) {
                return "/";
            }
            return path.startsWith(prefix + "/") ? path.substring(prefix.length()) : path;
        }
    }

    /** A new path, filled in from the old one. */
    record Template(String text, PathPattern pattern) implements Rewrite {
        private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}/]*)}");

        static Template parse(String text, PathPattern pattern) {
            var faults = new AllFaults();
            PLACEHOLDER.matcher(text).results().map(found -> found.group(1)).forEach(name -> {
                if (name.equals(PathPattern.REST) && !pattern.isOpen()) {
                    faults.add("path must have {rest} only where match.path ends with **, got " + text);
                } else if (!name.equals(PathPattern.REST) && !pattern.names(name)) {
                    faults.add("path must have only names of segments of match.path, got {" + name + "}");
                }
            });
            for (String part : PathText.split(PLACEHOLDER.matcher(text).replaceAll("x"))) {
                String fault = PathText.faultOf(part);
                if (fault != null) {
                    faults.add("path " + fault);
                }
            }
            faults.refuseIfAny();
            return new Template(PathText.normal(text), pattern);
        }

        @Override
        public String apply(String path, Map<String, String> segments) {
            String filled = PLACEHOLDER
                    .matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(value(found, path, segments)));
            return filled.replaceAll("//+", "/"); // what ** stands for may be empty
        }

        private String value(MatchResult placeholder, String path, Map<String, String> segments) {
            String name = placeholder.group(1);
            return name.equals(PathPattern.REST) ? pattern.rest(path) : segments.getOrDefault(name, "");
        }
    }
}
