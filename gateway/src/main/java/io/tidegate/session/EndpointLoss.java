package io.tidegate.session;

import io.tidegate.protocol.CloseCode;

/**
 * How a session came to be without its endpoint.
 *
 * @param cause for the next endpoint and the log: a word, or {@code closed-} and a close code
 * @param failure whether it is one of the endpoint
 * @param code of its Close; 0 without one
 */
record EndpointLoss(String cause, boolean failure, int code) {
    static final EndpointLoss ENDED = new EndpointLoss("lost", true, 0);
    static final EndpointLoss UNRESPONSIVE = new EndpointLoss("unresponsive", true, 0);

    /** Whether it may be how an endpoint takes leave that was told goodbye; any other Close is meant for the client. */
    boolean mayAnswer() {
        return switch (code) {
            case 0, CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.NO_STATUS -> true;
            default -> false;
        };
    }

    /** @param code of the endpoint's Close */
    static EndpointLoss closed(int code) {
        return new EndpointLoss("closed-" + code, false, code);
    }
}
