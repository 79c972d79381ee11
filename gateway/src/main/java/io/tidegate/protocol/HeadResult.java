package io.tidegate.protocol;

/** What {@link HeadParser} made of the bytes so far. */
public sealed interface HeadResult {
    /** The head is not complete; more bytes are needed. */
    enum Incomplete implements HeadResult {
        INCOMPLETE
    }

    /**
     * Not HTTP as RFC 9112 has it, or over a limit. What follows on the connection has no meaning.
     *
     * @param status for the sender of a request: 400, 414, 431 or 505
     * @param detail one sentence for the sender, without its bytes
     */
    record Malformed(int status, String detail) implements HeadResult {}

    /**
     * The head of a request; the target is not yet checked.
     *
     * @param old whether it is of HTTP/1.0 instead of HTTP/1.1, which is good for a health check only
     */
    record Request(String method, String target, boolean old, HeaderList headers) implements HeadResult {}

    /**
     * The head of a response, HTTP/1.1 or, if the status is not 101, HTTP/1.0.
     *
     * @param status 100 to 599
     */
    record Response(int status, String reason, HeaderList headers) implements HeadResult {}
}
