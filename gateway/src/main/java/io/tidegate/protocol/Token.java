package io.tidegate.protocol;

/** Tokens of HTTP: methods, field names, protocol names (RFC 9110, 5.6.2). */
public final class Token {
    private static final boolean[] ALLOWED = new boolean[256];

    static {
        for (int c = 0; c < 128; c++) {
            ALLOWED[c] = Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
    }

    private Token() {}

    /** Whether {@code text} is a token: at least one character, all of them allowed. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 255 || !ALLOWED[text.charAt(i)]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isTokenByte(byte value) {
        return ALLOWED[value & 0xFF];
    }

    /** Whether {@code line[from, to)} is a token. */
    static boolean isToken(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!ALLOWED[line[i] & 0xFF]) {
                return false;
            }
        }
        return from < to;
    }
}
