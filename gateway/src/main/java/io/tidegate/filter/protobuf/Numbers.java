package io.tidegate.filter.protobuf;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Numbers as proto3 JSON may write them: {@code 1}, {@code "1"}, {@code 1.0} and {@code 1e0} are the same. Exact, and in
 * bounded time whatever the text says.
 */
final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final BigInteger MOST_UNSIGNED =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
    private static final int MOST_DIGITS = 100;
    private static final int MOST_WHOLE_DIGITS = 20;

    private Numbers() {}

    /** A whole number from {@code least} to {@code most}. */
    static long signed(String text, long least, long most) throws BadMessage {
        return whole(text, BigInteger.valueOf(least), BigInteger.valueOf(most));
    }

    /** A whole number below 2^64, as the 64 bits of a long. */
    static long unsigned64(String text) throws BadMessage {
        return whole(text, BigInteger.ZERO, MOST_UNSIGNED);
    }

    static double float64(String text) throws BadMessage {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                double value = Double.parseDouble(number(text));
                demand(!Double.isInfinite(value), "range");
                yield value;
            }
        };
    }

    static float float32(String text) throws BadMessage {
        return switch (text) {
            case "NaN" -> Float.NaN;
            case "Infinity" -> Float.POSITIVE_INFINITY;
            case "-Infinity" -> Float.NEGATIVE_INFINITY;
            default -> {
                float value =
                        Float.parseFloat(number(text)); // from the digits: by way of a double it would be rounded twice
                demand(!Float.isInfinite(value), "range");
                yield value;
            }
        };
    }

    private static long whole(String text, BigInteger least, BigInteger most) throws BadMessage {
        BigDecimal decimal = decimal(number(text));
        if (decimal.signum() == 0) {
            return 0;
        }
        // Before anything is computed: a few characters, as 1e999999999, stand for a number that takes gigabytes.
        demand((long) decimal.precision() - decimal.scale() <= MOST_WHOLE_DIGITS, "range");
        BigDecimal shortest = decimal.stripTrailingZeros();
        demand(shortest.scale() <= 0, "range");
        BigInteger whole = shortest.toBigIntegerExact();
        demand(whole.compareTo(least) >= 0 && whole.compareTo(most) <= 0, "range");
        return whole.longValue();
    }

    private static BigDecimal decimal(String number) throws BadMessage {
        try {
            return new BigDecimal(number);
        } catch (NumberFormatException e) { // the exponent is too large
            throw new BadMessage("range");
        }
    }

    private static String number(String text) throws BadMessage {
        demand(text.length() <= MOST_DIGITS, "max-number");
        demand(NUMBER.matcher(text).matches(), "type");
        return text;
    }

    private static void demand(boolean valid, String rule) throws BadMessage {
        if (!valid) {
            throw new BadMessage(rule);
        }
    }
}
