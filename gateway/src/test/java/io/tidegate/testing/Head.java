package io.tidegate.testing;

import io.tidegate.protocol.HeaderList;

/**
 * The head of an HTTP request or answer.
 *
 * @param startLine without its line end
 */
public record Head(String startLine, HeaderList headers) {
    /** Of the text up to the blank line, without it. */
    static Head parse(String text) {
        String[] lines = text.split("\r\n", -1);
        HeaderList headers = new HeaderList();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0) {
                throw new IllegalStateException("not a header field: " + lines[i]);
            }
            headers.add(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
        }
        return new Head(lines[0], headers);
    }

    /** Of an answer. */
    public int status() {
        return Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    /** Of a request: path and query. */
    public String target() {
        return startLine.split(" ", 3)[1];
    }

    /** The only value of that name, or an empty text. */
    public String header(String name) {
        return String.join(" | ", headers.all(name));
    }
}
