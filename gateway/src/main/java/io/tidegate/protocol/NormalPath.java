package io.tidegate.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Brings a path to the one form that is matched and forwarded (RFC 3986, 6.2.2): escapes of unreserved characters are
 * decoded, dot segments resolved, empty segments merged. What endpoints read in different ways is refused, so that no
 * spelling gets around a route. Used once.
 */
final class NormalPath {
    private static final String UNRESERVED = "-._~";

    private final boolean keepEncodedSlash;
    private final StringBuilder text = new StringBuilder(64);

    NormalPath(boolean keepEncodedSlash) {
        this.keepEncodedSlash = keepEncodedSlash;
    }

    /** Reads {@code target[from, to)}, which is visible ASCII; returns what is wrong with it, or null. */
    @Nullable
    String read(String target, int from, int to) {
        text.append('/');
        for (int i = from; i < to; i++) {
            char c = target.charAt(i);
            if (c == '\\') {
                return "The path has a backslash.";
            }
            if (c == '/') {
                endSegment(true);
            } else if (c != '%') {
                text.append(c);
            } else {
                String fault = decode(target, i, to);
                if (fault != null) {
                    return fault;
                }
                i += 2;
            }
        }
        endSegment(false);
        boolean hidden = text.indexOf("..;") >= 0 || text.indexOf("..%2F") >= 0 || text.indexOf("%2F..") >= 0;
        return hidden ? "The path has a dot segment that is read in different ways." : null;
    }

    String text() {
        return text.toString();
    }

    private @Nullable String decode(String target, int percent, int to) {
        int high = percent + 2 < to ? Character.digit(target.charAt(percent + 1), 16) : -1;
        int low = percent + 2 < to ? Character.digit(target.charAt(percent + 2), 16) : -1;
        if (high < 0 || low < 0) {
            return "The path has a bad escape.";
        }
        int value = high << 4 | low;
        boolean ambiguous = switch (value) {
            case '\\', 0, '%', ';', '?', '#' -> true;
            case '/' -> !keepEncodedSlash;
            default -> false;
        };
        if (ambiguous) {
            return "The path has an escape that is read in different ways.";
        }
        if ((value < 0x80 && Character.isLetterOrDigit(value)) || UNRESERVED.indexOf(value) >= 0) {
            text.append((char) value);
        } else {
            text.append('%').append(hex(high)).append(hex(low));
        }
        return null;
    }

    /** Resolves the segment behind the last slash, which is now known whole. */
    private void endSegment(boolean slashFollows) {
        int start = text.lastIndexOf("/") + 1;
        int length = text.length() - start;
        if (length == 1 && text.charAt(start) == '.') {
            text.setLength(start);
        } else if (length == 2 && text.charAt(start) == '.' && text.charAt(start + 1) == '.') {
            int parent = start < 2 ? 0 : text.lastIndexOf("/", start - 2);
            text.setLength(parent + 1); // above the root is the root
        } else if (length > 0 && slashFollows) {
            text.append('/');
        }
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }
}
