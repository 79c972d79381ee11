package io.tidegate.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts what a record says about itself where it belongs: at the key that the message starts with. */
final class Refusals {
    private static final int MAX_KEY = 200;
    private static final Pattern INDEX = Pattern.compile("\\[(\\d{1,6})]");

    private Refusals() {}

    /**
     * Adds a message that starts with a key, relative to {@code mapping}, such as {@code tls.certificates[0].key}; where
     * the mapping has no such key, it stands at the mapping itself.
     */
    static void add(Faults faults, Node.Mapping mapping, String message) {
        Found found = new Found(mapping, 0);
        for (Found next = found; next != null; next = next(found, message)) {
            found = next;
        }
        int end = found.end();
        faults.add(found.node().place(), end > 0 ? message.substring(end).stripLeading() : sentence(message));
    }

    /**
     * What the start of a message leads to.
     *
     * @param end where that start ends
     */
    private record Found(Node node, int end) {}

    /** One key or index further; null if the message does not lead further. */
    private static @Nullable Found next(Found found, String message) {
        int end = found.end();
        if (found.node() instanceof Node.Mapping mapping && (end == 0 || message.startsWith(".", end))) {
            int start = end == 0 ? 0 : end + 1;
            String key = keyAt(mapping, message, start);
            Node value = key == null ? null : mapping.get(key);
            return key == null || value == null ? null : new Found(value, start + key.length());
        }
        Matcher index = INDEX.matcher(message).region(end, message.length());
        if (found.node() instanceof Node.Sequence sequence && index.lookingAt()) {
            int item = Integer.parseInt(index.group(1));
            return item < sequence.items().size() ? new Found(sequence.items().get(item), index.end()) : null;
        }
        return null;
    }

    /** Whether {@code message} speaks of {@code key}. */
    static boolean mentions(String message, String key) {
        int at = message.indexOf(key);
        while (at >= 0) {
            boolean starts = at == 0 || !isKeyCharacter(message.charAt(at - 1));
            int end = at + key.length();
            if (starts && (end == message.length() || !isKeyCharacter(message.charAt(end)))) {
                return true;
            }
            at = message.indexOf(key, at + 1);
        }
        return false;
    }

    /** What a scalar's type says about it, without the name that it has in the record. */
    static String ofScalar(String message) {
        int must = message.indexOf(" must ");
        return must > 0 && message.indexOf(' ') == must ? message.substring(must + 1) : sentence(message);
    }

    private static String sentence(String message) {
        return message.startsWith("must ") ? message : "." + message;
    }

    /** The longest key of {@code mapping} that stands in {@code message} at {@code start}, in whole words. */
    private static @Nullable String keyAt(Node.Mapping mapping, String message, int start) {
        for (int end = Math.min(message.length(), start + MAX_KEY); end > start; end--) {
            String key = message.substring(start, end);
            if (endsAt(message, end) && mapping.entries().containsKey(key)) {
                return key;
            }
        }
        return null;
    }

    private static boolean endsAt(String message, int end) {
        return end == message.length() || !isKeyCharacter(message.charAt(end));
    }

    private static boolean isKeyCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }
}
