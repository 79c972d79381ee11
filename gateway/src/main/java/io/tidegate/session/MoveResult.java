package io.tidegate.session;

import io.tidegate.config.Units;

/** What came of a {@link MoveOrder}. */
public enum MoveResult {
    /** It is at another endpoint. */
    MOVED,
    /** Its route has no {@code resume}: it ends with its endpoint. */
    NOT_RESUMABLE,
    /** It is on its way to another endpoint already. */
    UNDER_WAY,
    /** Until the order's deadline it was never quiet for long enough. */
    NEVER_QUIET,
    /** No other endpoint took it; it stays where it is. */
    NO_ENDPOINT,
    /** The order was called off. */
    CALLED_OFF,
    /** It lost its endpoint before it could leave it. */
    ENDPOINT_LOST,
    /** It has ended. */
    ENDED;

    private final String label = Units.kebab(name());

    /** The word for it in metrics and the admin API. */
    public String label() {
        return label;
    }
}
