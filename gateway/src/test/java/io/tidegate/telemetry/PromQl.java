package io.tidegate.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an expression in Prometheus' language names. Not a whole parser of it: no metric in it may be called as a function or a
 * keyword is.
 *
 * @param selectors series that it asks for, in order
 * @param groupings labels that it groups or matches by
 */
record PromQl(List<Selector> selectors, Set<String> groupings) {
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:.])([a-zA-Z_:][\\w:]*+)(?:\\s*\\{([^}]*)}|(?!\\s*\\())");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

    /**
     * @param metric its name
     * @param labels those that it names, each with the words that its value may be
     */
    record Selector(String metric, Map<String, List<String>> labels) {}

    static PromQl parse(String expression) {
        Set<String> groupings = new LinkedHashSet<>();
        Matcher grouped = GROUPING.matcher(RANGE.matcher(expression).replaceAll(""));
        String rest = grouped.replaceAll(grouping -> {
            Arrays.stream(grouping.group(1).split(",")).map(String::strip).forEach(groupings::add);
            return " ";
        });
        groupings.remove("");
        List<Selector> selectors = new ArrayList<>();
        SELECTOR.matcher(rest)
                .results()
                .filter(found -> !KEYWORDS.contains(found.group(1)))
                .forEach(found -> selectors.add(new Selector(found.group(1), labels(found))));
        return new PromQl(selectors, groupings);
    }

    private static Map<String, List<String>> labels(MatchResult found) {
        String matchers = found.group(2) == null ? "" : found.group(2);
        if (!MATCHER.matcher(matchers).replaceAll("").matches("[\\s,]*")) {
            throw new IllegalArgumentException(matchers);
        }
        return MATCHER.matcher(matchers)
                .results()
                .collect(Collectors.toMap(
                        matcher -> matcher.group(1),
                        matcher -> List.of(matcher.group(2).split("\\|"))));
    }
}
