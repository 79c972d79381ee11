package io.tidegate.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and rates as text. */
public final class Units {
    static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)");
    static final Pattern RATE = Pattern.compile("(\\d{1,10})/(s|m|h)");
    static final Pattern BYTE_RATE = Pattern.compile("(\\d{1,12}(?:B|KiB|MiB|GiB))/(s|m|h)");

    private Units() {}

    /** Reads {@code 250ms}, {@code 5s}, {@code 10m}, {@code 1h}, {@code 7d}; {@code 0s} is allowed, a number alone is not. */
    public static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        Check.that(matcher.matches(), "must be a duration like 250ms, 5s, 10m, 1h or 7d, got " + text);
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    static ByteSize parseSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        Check.that(matcher.matches(), "must be a size like 512B, 64KiB, 1MiB or 2GiB, got " + text);
        long number = Long.parseLong(matcher.group(1));
        int shift = switch (matcher.group(2)) {
            case "B" -> 0;
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
        Check.that(number <= Long.MAX_VALUE >> shift, "must be a size below 8EiB, got " + text);
        return new ByteSize(number << shift);
    }

    static Rate parseRate(String text) {
        Matcher matcher = RATE.matcher(text);
        Check.that(matcher.matches(), "must be a rate like 100/s, 30/m or 1000/h, got " + text);
        long events = Long.parseLong(matcher.group(1));
        Check.that(events >= 1 && events <= 1_000_000_000, "must be a rate of 1 to 1000000000 events, got " + text);
        return new Rate(events, period(matcher.group(2)));
    }

    static ByteRate parseByteRate(String text) {
        Matcher matcher = BYTE_RATE.matcher(text);
        Check.that(matcher.matches(), "must be a rate like 64KiB/s, 1MiB/s or 2GiB/h, got " + text);
        return new ByteRate(parseSize(matcher.group(1)), period(matcher.group(2)));
    }

    private static Duration period(String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
    }

    private static String period(Duration per) {
        return per.toSeconds() == 1 ? "s" : per.toSeconds() == 60 ? "m" : "h";
    }

    /** The shortest text that {@link #parseDuration} reads back; whole milliseconds. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }

    static String format(ByteSize size) {
        long bytes = size.bytes();
        String[] units = {"KiB", "MiB", "GiB"};
        int unit = -1;
        while (unit < 2 && bytes != 0 && bytes % 1024 == 0) {
            bytes /= 1024;
            unit++;
        }
        return bytes + (unit < 0 ? "B" : units[unit]);
    }

    static String format(Rate rate) {
        return rate.events() + "/" + period(rate.per());
    }

    static String format(ByteRate rate) {
        return format(rate.size()) + "/" + period(rate.per());
    }

    /** {@code FOO_BAR} and {@code fooBar} as {@code foo-bar}: how constants and components are spelt in the file. */
    public static String kebab(String name) {
        if (name.equals(name.toUpperCase(Locale.ROOT))) {
            return name.toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
