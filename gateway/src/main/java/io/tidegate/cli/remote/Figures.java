package io.tidegate.cli.remote;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Figures of the API as people read them; nothing where there is none. */
public final class Figures {
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Figures() {}

    static String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? "" : node.asString();
    }

    static String count(double number) {
        return String.format(Locale.ROOT, number < 10 && number != Math.rint(number) ? "%.1f" : "%,.0f", number);
    }

    /** That many of them. */
    public static String sessions(long number) {
        return count((double) number) + (number == 1 ? " session" : " sessions");
    }

    static String bytes(double bytes) {
        int unit = 0;
        double scaled = bytes;
        while (scaled >= 1000 && unit < SIZES.length - 1) {
            scaled /= 1024;
            unit++;
        }
        return (unit == 0 ? String.valueOf(Math.round(scaled)) : String.format(Locale.ROOT, "%.1f", scaled)) + " "
                + SIZES[unit];
    }

    /** Two units at most, such as {@code 3d 4h}. */
    static String age(long millis) {
        long seconds = TimeUnit.MILLISECONDS.toSeconds(millis);
        long minutes = seconds / 60;
        long hours = minutes / 60;
        if (minutes == 0) {
            return seconds + "s";
        }
        if (hours == 0) {
            return minutes + "m " + seconds % 60 + "s";
        }
        return hours < 24 ? hours + "h " + minutes % 60 + "m" : hours / 24 + "d " + hours % 24 + "h";
    }

    /** Of a member in microseconds. */
    static String micros(JsonNode micros) {
        return micros.isNumber() ? String.format(Locale.ROOT, "%.1f ms", micros.asLong() / 1000.0) : "";
    }
}
