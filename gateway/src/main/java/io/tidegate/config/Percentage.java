package io.tidegate.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A share, written {@code 100%}, {@code 5%}, {@code 0.01%}: up to four decimals.
 *
 * @param millionths 0 to 1 million
 */
public record Percentage(int millionths) {
    static final Pattern PATTERN = Pattern.compile("(\\d{1,3})(?:\\.(\\d{1,4}))?%");

    private static final int WHOLE = 1_000_000;
    private static final int OF_ONE = 10_000;

    public Percentage {
        Check.between("percentage", millionths, 0, WHOLE);
    }

    public static Percentage parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        Check.that(matcher.matches(), "must be a percentage like 100%, 5% or 0.01%, got " + text);
        String decimals = matcher.group(2) == null ? "" : matcher.group(2);
        int millionths =
                Integer.parseInt(matcher.group(1)) * OF_ONE + Integer.parseInt((decimals + "0000").substring(0, 4));
        Check.that(millionths <= WHOLE, "must be a percentage of at most 100%, got " + text);
        return new Percentage(millionths);
    }

    @Override
    public String toString() {
        String decimals = String.format("%04d", millionths % OF_ONE).replaceAll("0+$", "");
        return millionths / OF_ONE + (decimals.isEmpty() ? "" : "." + decimals) + "%";
    }
}
