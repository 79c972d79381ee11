package io.tidegate.protocol;

import java.util.Locale;

/** How far the closing handshake of one leg came (RFC 6455, 7.1.2 to 7.1.4). */
public enum CloseExchange {
    /** The connection ended without a Close. */
    NONE,
    /** The peer got a Close and answered with none. */
    SENT,
    /** The peer sent a Close and got none. */
    RECEIVED,
    /** Each has sent one. */
    BOTH;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * As the gateway saw it.
     *
     * @param sent to the peer
     * @param received from the peer
     */
    public static CloseExchange of(boolean sent, boolean received) {
        return sent ? received ? BOTH : SENT : received ? RECEIVED : NONE;
    }

    /** The word for it in logs. */
    public String label() {
        return label;
    }
}
