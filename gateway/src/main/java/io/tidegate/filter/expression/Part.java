package io.tidegate.filter.expression;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which part of a value expressions look at, so that no more of it is made or kept. Immutable.
 *
 * @param members by name, those that are looked at; none if {@code whole}
 */
public record Part(boolean whole, Map<String, Part> members) {
    /** Nothing at all. */
    public static final Part NONE = new Part(false, Map.of());

    /** All of it. */
    public static final Part WHOLE = new Part(true, Map.of());

    public Part {
        members = Map.copyOf(members);
    }

    /** The member {@code name}, of which {@code below} is looked at. */
    public static Part of(String name, Part below) {
        return new Part(false, Map.of(name, below));
    }

    /** What either of the two is. */
    public Part and(Part other) {
        if (whole || other.whole) {
            return WHOLE;
        }
        Map<String, Part> both = new LinkedHashMap<>(members);
        other.members.forEach((name, part) -> both.merge(name, part, Part::and));
        return new Part(false, both);
    }
}
