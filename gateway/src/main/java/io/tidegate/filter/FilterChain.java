package io.tidegate.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The filters of one session, in the order of the configuration. Confined.
 *
 * @param filters judging the session, and no other
 * @param names what the configuration calls them, as many
 * @param verdicts told of what they say
 */
public record FilterChain(List<? extends Filter> filters, List<String> names, Verdicts verdicts) {
    /** Of no filter. */
    public static final FilterChain EMPTY = new FilterChain(List.of(), List.of(), Verdicts.UNCOUNTED);

    public FilterChain {
        if (filters.size() != names.size()) {
            throw new IllegalArgumentException("each filter must have a name, got " + names);
        }
    }

    /** With one filter more, which judges last. */
    public FilterChain followedBy(String name, Filter last) {
        List<Filter> all = new ArrayList<>(filters);
        List<String> allNames = new ArrayList<>(names);
        all.add(last);
        allNames.add(name);
        return new FilterChain(List.copyOf(all), List.copyOf(allNames), verdicts);
    }

    /** Filters that nobody has configured, named by their classes and not counted. */
    public static FilterChain of(Filter... filters) {
        List<String> names = Arrays.stream(filters)
                .map(filter -> filter.getClass().getName())
                .toList();
        return new FilterChain(List.of(filters), names, Verdicts.UNCOUNTED);
    }
}
