package io.tidegate.filter.protobuf;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times, durations and names of fields as proto3 JSON writes them. */
final class WellKnown {
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern DURATION = Pattern.compile("(-?)(\\d{1,12})(?:\\.(\\d{1,9}))?s");
    private static final long FIRST_SECOND = -62_135_596_800L;
    private static final long LAST_SECOND = 253_402_300_799L;
    private static final long LONGEST_SECONDS = 315_576_000_000L;
    private static final int MOST_TEXT = 40;
    private static final int NANOS = 1_000_000_000;

    private WellKnown() {}

    /** Seconds and nanoseconds of a Timestamp or Duration. */
    record Seconds(long seconds, int nanos) {}

    /** RFC 3339 in UTC, with 0, 3, 6 or 9 digits of a second. */
    static String time(long seconds, int nanos) throws BadMessage {
        demand(isTime(seconds) && nanos >= 0 && nanos < NANOS, "range");
        return Instant.ofEpochSecond(seconds, nanos).toString();
    }

    static Seconds time(String text) throws BadMessage {
        demand(text.length() <= MOST_TEXT && TIME.matcher(text).matches(), "format");
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            demand(isTime(time.getEpochSecond()), "range");
            return new Seconds(time.getEpochSecond(), time.getNano());
        } catch (DateTimeException e) { // as February 30
            throw new BadMessage("format");
        }
    }

    /** Seconds with 0, 3, 6 or 9 digits behind the point. */
    static String duration(long seconds, int nanos) throws BadMessage {
        boolean oneSign = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
        demand(oneSign && isDuration(seconds) && Math.abs((long) nanos) < NANOS, "range");
        String sign = seconds < 0 || nanos < 0 ? "-" : "";
        return sign + Math.abs(seconds) + fraction(Math.abs(nanos)) + "s";
    }

    static Seconds duration(String text) throws BadMessage {
        Matcher parts = DURATION.matcher(text.length() <= MOST_TEXT ? text : "");
        demand(parts.matches(), "format");
        int sign = parts.group(1).isEmpty() ? 1 : -1;
        long seconds = sign * Long.parseLong(parts.group(2));
        demand(isDuration(seconds), "range");
        String fraction = parts.group(3) == null ? "" : parts.group(3);
        return new Seconds(seconds, sign * Integer.parseInt((fraction + "000000000").substring(0, 9)));
    }

    /** A path of a FieldMask in lowerCamelCase; refuses one that could not be read back. */
    static String jsonPath(String path) throws BadMessage {
        StringBuilder json = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char letter = path.charAt(i);
            demand(!isUpper(letter), "format");
            if (letter == '_') {
                i++;
                demand(i < path.length() && isLower(path.charAt(i)), "format");
                json.append((char) (path.charAt(i) - 'a' + 'A'));
            } else {
                json.append(letter);
            }
        }
        return json.toString();
    }

    /** The path of a FieldMask that {@link #jsonPath} writes so. */
    static String protoPath(String path) throws BadMessage {
        StringBuilder proto = new StringBuilder(path.length() + 8);
        for (int i = 0; i < path.length(); i++) {
            char letter = path.charAt(i);
            demand(letter != '_', "format");
            if (isUpper(letter)) {
                proto.append('_').append((char) (letter - 'A' + 'a'));
            } else {
                proto.append(letter);
            }
        }
        return proto.toString();
    }

    private static String fraction(int nanos) {
        if (nanos == 0) {
            return "";
        }
        String digits = Integer.toString(NANOS + nanos).substring(1);
        boolean millis = nanos % 1_000_000 == 0;
        boolean micros = nanos % 1_000 == 0;
        return "." + digits.substring(0, millis ? 3 : micros ? 6 : 9);
    }

    private static boolean isTime(long seconds) {
        return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
    }

    private static boolean isDuration(long seconds) {
        return Math.abs(seconds) <= LONGEST_SECONDS && seconds != Long.MIN_VALUE;
    }

    private static boolean isUpper(char letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    private static boolean isLower(char letter) {
        return letter >= 'a' && letter <= 'z';
    }

    private static void demand(boolean valid, String rule) throws BadMessage {
        if (!valid) {
            throw new BadMessage(rule);
        }
    }
}
