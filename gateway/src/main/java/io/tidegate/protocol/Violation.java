package io.tidegate.protocol;

/**
 * How a peer broke a rule of framing or a size limit.
 *
 * @param code the close code for whoever did it
 * @param reason for that peer and for the access log; at most 123 bytes of UTF-8
 */
public record Violation(Cause cause, int code, String reason) {
    static Violation protocol(String reason) {
        return new Violation(Cause.PROTOCOL, CloseCode.PROTOCOL_ERROR, reason);
    }

    static Violation tooBig(String reason) {
        return new Violation(Cause.TOO_BIG, CloseCode.TOO_BIG, reason);
    }
}
