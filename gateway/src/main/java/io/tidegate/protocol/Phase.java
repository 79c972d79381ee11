package io.tidegate.protocol;

import java.util.Locale;

/** How far a client has come. Each ends in exactly one {@link Ending}. */
public enum Phase {
    /** Accept, PROXY protocol, TLS, and one complete and valid upgrade request. */
    HANDSHAKE,
    /** The route is chosen and its filters judge the request. */
    ADMIT,
    /** An endpoint is chosen and connected, with retries. */
    CONNECT,
    /** 101 was sent; frames flow. */
    RELAY,
    /** The endpoint is lost or left, and another one is sought; the client is still connected. */
    PARKED,
    /** The closing handshake of RFC 6455 on both sides. */
    CLOSE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The word for it in metrics, logs and the admin API. */
    public String label() {
        return label;
    }
}
