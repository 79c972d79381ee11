package io.tidegate.net;

import io.tidegate.protocol.Token;

/** The grammar of {@code Sec-WebSocket-Extensions} (RFC 6455, 9.1). Used once. */
final class ExtensionOffers {
    private final String field;
    private int position;

    private ExtensionOffers(String field) {
        this.field = field;
    }

    /** Whether {@code field} is one or more extensions, each a token with parameters. */
    static boolean isValid(String field) {
        var offers = new ExtensionOffers(field);
        do {
            if (!offers.skipExtension()) {
                return false;
            }
        } while (offers.skip(','));
        return offers.position == field.length();
    }

    private boolean skipExtension() {
        if (token().isEmpty()) {
            return false;
        }
        while (skip(';')) {
            if (token().isEmpty() || (skip('=') && !skipValue())) {
                return false;
            }
        }
        return true;
    }

    /** A token, or one in quotes. */
    private boolean skipValue() {
        if (!skip('"')) {
            return !token().isEmpty();
        }
        int end = field.indexOf('"', position);
        boolean valid = end >= 0 && Token.isToken(field.substring(position, end));
        position = end + 1;
        skipSpace();
        return valid;
    }

    private String token() {
        skipSpace();
        int start = position;
        while (position < field.length() && Token.isToken(field.substring(position, position + 1))) {
            position++;
        }
        String token = field.substring(start, position);
        skipSpace();
        return token;
    }

    private boolean skip(char wanted) {
        skipSpace();
        boolean found = position < field.length() && field.charAt(position) == wanted;
        position += found ? 1 : 0;
        return found;
    }

    private void skipSpace() {
        while (position < field.length() && " \t".indexOf(field.charAt(position)) >= 0) {
            position++;
        }
    }
}
