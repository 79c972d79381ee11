package io.tidegate.route;

import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which paths a route takes, segment by segment: literal, of any name ({@code *}), named ({@code {room}}), and {@code **}
 * for all that follows. Immutable.
 */
final class PathPattern {
    /** The name of what {@code **} stands for in a rewrite. */
    static final String REST = "rest";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    /** One segment of a pattern. */
    sealed interface Segment {}

    /** Equal to its text, which is empty behind a path's last slash. */
    record Literal(String text) implements Segment {}

    /** Anything but an empty segment; {@code name} is empty for {@code *}. */
    record Any(String name) implements Segment {}

    private final List<Segment> segments;
    private final boolean open;

    private PathPattern(List<Segment> segments, boolean open) {
        this.segments = List.copyOf(segments);
        this.open = open;
    }

    /** @throws ConfigException with every fault; each starts with {@code path} */
    static PathPattern parse(String text) {
        List<String> parts = PathText.split(text);
        boolean open = parts.getLast().equals("**");
        List<String> fixed = open ? parts.subList(0, parts.size() - 1) : parts;
        var faults = new AllFaults();
        if (fixed.subList(0, open ? fixed.size() : fixed.size() - 1).contains("")) {
            faults.add("path must not have an empty segment, got " + text);
        }
        Set<String> names = new HashSet<>();
        List<Segment> segments =
                fixed.stream().map(part -> segment(part, names, faults)).toList();
        faults.refuseIfAny();
        return new PathPattern(segments, open);
    }

    List<Segment> segments() {
        return segments;
    }

    /** Whether the pattern ends with {@code **}. */
    boolean isOpen() {
        return open;
    }

    /** Whether the pattern is one path. */
    boolean isExact() {
        return !open && literals() == segments.size();
    }

    /** The one path of an exact pattern. */
    String exactPath() {
        return segments.stream()
                .map(segment -> segment instanceof Literal(String text) ? "/" + text : "")
                .collect(Collectors.joining());
    }

    /** Number of literal segments. */
    int literals() {
        return (int) segments.stream().filter(Literal.class::isInstance).count();
    }

    /** Whether a segment has that name. */
    boolean names(String name) {
        return !name.isEmpty() && segments.contains(new Any(name));
    }

    /**
     * The named segments of a path that this pattern takes.
     *
     * @param path its segments
     */
    Map<String, String> captured(List<String> path) {
        Map<String, String> captured = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i) instanceof Any(String name) && !name.isEmpty()) {
                captured.put(name, path.get(i));
            }
        }
        return captured;
    }

    /** What {@code **} stands for in a path that this pattern takes, without a slash in front; empty if it is not open. */
    String rest(String path) {
        List<String> parts = PathText.split(path);
        return open && parts.size() > segments.size()
                ? String.join("/", parts.subList(segments.size(), parts.size()))
                : "";
    }

    /** Whether a path that this pattern takes can start with the segments of {@code prefix}. */
    boolean canStartWith(List<String> prefix) {
        for (int i = 0; i < prefix.size(); i++) {
            if (i >= segments.size()) {
                return open;
            }
            if (segments.get(i) instanceof Literal(String text) && !text.equals(prefix.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Segment segment(String part, Set<String> names, AllFaults faults) {
        if (part.equals("*")) {
            return new Any("");
        }
        if (part.startsWith("{") && part.endsWith("}")) {
            String name = part.substring(1, part.length() - 1);
            checkName(name, names, faults);
            return new Any(name);
        }
        String fault = PathText.faultOf(part);
        if (fault != null) {
            faults.add("path " + fault);
        }
        return new Literal(PathText.normal(part));
    }

    private static void checkName(String name, Set<String> names, AllFaults faults) {
        if (!NAME.matcher(name).matches()) {
            faults.add("path must have letters, digits, - and _ in the name of a segment, got {" + name + "}");
        } else if (name.equals(REST)) {
            faults.add("path must not name a segment {rest}, which stands for what ** matches");
        } else if (!names.add(name)) {
            faults.add("path must name each segment differently, got {" + name + "} twice");
        }
    }
}
