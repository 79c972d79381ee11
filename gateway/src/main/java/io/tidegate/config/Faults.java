package io.tidegate.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What was found while one configuration is read, each with its place. Confined to the reading thread. */
final class Faults {
    private static final int MAX_LINE = 600;
    private static final Pattern STEP = Pattern.compile("[.\\[ ]");

    private final List<Fault> found = new ArrayList<>();

    private record Fault(Place place, String rule) {
        /**
         * Whether {@code message}, which starts with the full key of an entry, speaks of the entry's key that this fault is
         * about: its value is not the one in the file then.
         */
        boolean mayExplain(String message) {
            String path = rule.startsWith(".") ? place.path() + rule : place.path();
            String[] steps = STEP.split(path, 4);
            if (steps.length < 3) {
                return false;
            }
            boolean ofAll = steps[0].equals("defaults"); // defaults.route.match stands for the key of all routes
            String entry = ofAll ? steps[1] + "s." : steps[0] + "." + steps[1] + ".";
            return message.startsWith(entry) && Refusals.mentions(message.substring(entry.length()), steps[2]);
        }
    }

    /** @param rule see {@link Place#sentence}; may hold any text, it is made printable */
    void add(Place place, String rule) {
        found.add(new Fault(place, rule));
    }

    /** How many calls of {@link #add}: whoever compares two counts knows whether something failed in between. */
    int count() {
        return found.size();
    }

    /** Whether {@code message}, about an entry with faults, may be no more than a consequence of one of them. */
    boolean mayExplain(String message) {
        return found.stream().anyMatch(fault -> fault.mayExplain(message));
    }

    /** In the order of the file; what several entries have from the same defaults is said once. */
    List<String> lines() {
        return found.stream()
                .sorted(Comparator.comparing(Fault::place, Place.ORDER))
                .map(fault -> printable(fault.place().sentence(fault.rule())))
                .distinct()
                .toList();
    }

    /** One line that does nothing to a terminal, at most {@value #MAX_LINE} characters long. */
    static String printable(String text) {
        var line = new StringBuilder();
        int shown = Math.min(text.length(), MAX_LINE);
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            boolean plain = (c >= ' ' && c < 0x7F) || (c > 0x9F && !Character.isSurrogate(c) && !isFormat(c));
            boolean pair =
                    Character.isHighSurrogate(c) && i + 1 < shown && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                line.append(c).append(text.charAt(++i));
            } else {
                line.append(plain ? String.valueOf(c) : escaped(c));
            }
        }
        return shown < text.length() ? line.append("...").toString() : line.toString();
    }

    /** Turns the direction of the text around, breaks the line, or shows nothing at all. */
    private static boolean isFormat(char c) {
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static String escaped(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", (int) c);
        };
    }
}
