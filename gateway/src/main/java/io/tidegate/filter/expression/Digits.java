package io.tidegate.filter.expression;

import java.math.BigDecimal;

/**
 * A number of JSON that has no exact value in CEL. An expression can hand it on and ask whether it is there, not compute with it.
 *
 * @param text as it is written
 */
record Digits(String text) {
    private static final int MOST_OF_LONG = 20;
    private static final int MOST_OF_DOUBLE = 30;

    /** The value in CEL of a whole number. */
    static Object whole(String text) {
        if (text.length() <= MOST_OF_LONG) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) { // beyond 64 bits
                return new Digits(text);
            }
        }
        return new Digits(text);
    }

    /** The value in CEL of a number with a fraction or an exponent: a double, if that says the same. */
    static Object fraction(String text) {
        if (text.length() <= MOST_OF_DOUBLE) {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value) && new BigDecimal(text).compareTo(BigDecimal.valueOf(value)) == 0) {
                return value;
            }
        }
        return new Digits(text);
    }
}
