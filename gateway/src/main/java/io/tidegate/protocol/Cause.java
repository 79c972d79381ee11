package io.tidegate.protocol;

import java.util.Locale;

/** Why a client's stay ended: a closed list, the same words in access log, metrics, registry and traces. */
public enum Cause {
    /** The client sent a Close. */
    CLIENT_CLOSED,
    /** The client's connection ended without a Close, or its ping went unanswered. */
    CLIENT_LOST,
    /** The endpoint sent a Close. */
    ENDPOINT_CLOSED,
    /** The endpoint's connection ended without a Close, or its ping went unanswered. */
    ENDPOINT_LOST,
    /** The endpoint answered the handshake with a status of its own, which was passed on. */
    ENDPOINT_REFUSED,
    /** No endpoint could be reached, or none takes sessions. */
    NO_ENDPOINT,
    /** No route matches. */
    NO_ROUTE,
    /** The client's request is malformed, too large, too slow, or no WebSocket handshake. */
    BAD_REQUEST,
    /** A filter or a route's mode refused the handshake. */
    REFUSED,
    /** A peer broke RFC 6455 after the handshake. */
    PROTOCOL,
    /** A frame or message over the configured size. */
    TOO_BIG,
    /** A payload that a filter or the protocol found invalid. */
    INVALID,
    /** A rate limit. */
    RATE,
    /** A side took no bytes for {@code stall-timeout}. */
    STALLED,
    /** A side was full for longer than its route allows a slow consumer. */
    SLOW,
    /** What the session had waiting would have gone beyond a memory budget. */
    MEMORY,
    /** No data and no peer's ping for {@code idle-timeout}. */
    IDLE,
    /** Open for {@code max-age}. */
    MAX_AGE,
    /** What admitted the session is no longer valid. */
    EXPIRED,
    /** Ended by a drain. */
    DRAINED,
    /** Its route, upstream or endpoint was removed. */
    REMOVED,
    /** Asked to reconnect so that it goes elsewhere. */
    MOVED_POLITE,
    /** It lost one endpoint after the other, so that it is not passed on to the next. */
    POISONED,
    /** Ended by an operator through the admin API. */
    KILLED,
    /** Turned away or ended because the gateway has too much to do. */
    OVERLOAD,
    /** A fault of ours. */
    INTERNAL;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word for it in metrics, logs and the admin API. */
    public String label() {
        return label;
    }

    /** Whose doing it was, in a word: {@code client}, {@code upstream} or {@code gateway}. */
    public String endedBy() {
        return switch (this) {
            case CLIENT_CLOSED, CLIENT_LOST -> Side.CLIENT.label();
            case ENDPOINT_CLOSED, ENDPOINT_LOST, ENDPOINT_REFUSED -> Side.UPSTREAM.label();
            case NO_ENDPOINT,
                    NO_ROUTE,
                    BAD_REQUEST,
                    REFUSED,
                    PROTOCOL,
                    TOO_BIG,
                    INVALID,
                    RATE,
                    STALLED,
                    SLOW,
                    MEMORY,
                    IDLE,
                    MAX_AGE,
                    EXPIRED,
                    DRAINED,
                    REMOVED,
                    MOVED_POLITE,
                    POISONED,
                    KILLED,
                    OVERLOAD,
                    INTERNAL -> "gateway";
        };
    }
}
