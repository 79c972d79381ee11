package io.tidegate.protocol;

import io.tidegate.protocol.HeadResult.Malformed;
import io.tidegate.protocol.HeadResult.Request;
import io.tidegate.protocol.HeadResult.Response;

/** The first line of a request or response (RFC 9112, 3 and 4). */
final class StartLine {
    private static final String VERSION = "HTTP/1.1";
    private static final String OLD_VERSION = "HTTP/1.0";

    private StartLine() {}

    /** @param length of the line without CR LF */
    static HeadResult request(byte[] line, int length, HeaderList headers) {
        int methodEnd = indexOf(line, ' ', 0, length);
        int targetEnd = indexOf(line, ' ', methodEnd + 1, length);
        if (!Token.isToken(line, 0, methodEnd) || methodEnd + 1 >= targetEnd || targetEnd == length) {
            return malformed("The request line must be a method, a target and a version, one space between each.");
        }
        String version = HeadParser.latin1(line, targetEnd + 1, length);
        if (!version.equals(VERSION) && !version.equals(OLD_VERSION)) {
            return otherVersion(version, HeadParser.latin1(line, 0, methodEnd));
        }
        if (!HeadParser.isText(line, methodEnd + 1, targetEnd) || indexOf(line, '\t', 0, targetEnd) < targetEnd) {
            return malformed("The request target has a control character.");
        }
        return new Request(
                HeadParser.latin1(line, 0, methodEnd),
                HeadParser.latin1(line, methodEnd + 1, targetEnd),
                version.equals(OLD_VERSION),
                headers);
    }

    /**
     * A missing reason may come without the space before it, as several servers send it.
     *
     * @param length of the line without CR LF
     */
    static HeadResult response(byte[] line, int length, HeaderList headers) {
        int statusStart = VERSION.length() + 1;
        int statusEnd = statusStart + 3;
        if (length < statusEnd || (length > statusEnd && line[statusEnd] != ' ')) {
            return malformed("The status line is not one of HTTP/1.1.");
        }
        String version = HeadParser.latin1(line, 0, statusStart);
        int status = status(line, statusStart);
        boolean understood = version.equals("HTTP/1.1 ") || (version.equals("HTTP/1.0 ") && status != 101);
        int reasonStart = Math.min(statusEnd + 1, length);
        if (!understood || status < 100 || status > 599 || !HeadParser.isText(line, reasonStart, length)) {
            return malformed("The status line is not one of HTTP/1.1.");
        }
        return new Response(status, HeadParser.latin1(line, reasonStart, length), headers);
    }

    /** Three digits as a number, or -1. */
    private static int status(byte[] line, int from) {
        int status = 0;
        for (int i = from; i < from + 3; i++) {
            if (line[i] < '0' || line[i] > '9') {
                return -1;
            }
            status = status * 10 + line[i] - '0';
        }
        return status;
    }

    private static Malformed otherVersion(String version, String method) {
        if (method.equals("PROXY")) {
            return malformed("This port does not take PROXY protocol.");
        }
        if (!isVersion(version)) {
            return malformed("The request line must end with HTTP/1.1.");
        }
        return new Malformed(
                505,
                method.equals("PRI")
                        ? "This port does not speak HTTP/2; connect with HTTP/1.1."
                        : "WebSocket needs HTTP/1.1.");
    }

    /** {@code HTTP/} digit {@code .} digit (RFC 9112, 2.3). */
    private static boolean isVersion(String text) {
        return text.length() == VERSION.length()
                && text.startsWith("HTTP/")
                && text.charAt(6) == '.'
                && isDigit(text.charAt(5))
                && isDigit(text.charAt(7));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** {@code to} if there is none. */
    private static int indexOf(byte[] line, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return to;
    }

    private static Malformed malformed(String detail) {
        return new Malformed(400, detail);
    }
}
