package io.tidegate.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Final HTTP statuses: one, {@code 204}, or a range, {@code 200-399}.
 *
 * @param first 200 to 599
 * @param last not less than the first, at most 599
 */
public record StatusRange(int first, int last) {
    private static final Pattern FORM = Pattern.compile("([2-5]\\d\\d)(?:-([2-5]\\d\\d))?");

    public static StatusRange parse(String text) {
        Matcher matcher = FORM.matcher(text);
        Check.that(matcher.matches(), "must be a status like 204 or a range like 200-399, got " + text);
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        Check.that(first <= last, "must be a range that ends after it starts, got " + text);
        return new StatusRange(first, last);
    }

    public boolean contains(int status) {
        return first <= status && status <= last;
    }

    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
