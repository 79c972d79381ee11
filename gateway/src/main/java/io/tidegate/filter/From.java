package io.tidegate.filter;

import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;

/** Whose messages a filter judges. */
public enum From {
    CLIENT,
    UPSTREAM,
    BOTH;

    /** Whether what {@code side} sends is meant. */
    @HotPath
    public boolean covers(Side side) {
        return this == BOTH || (this == CLIENT) == (side == Side.CLIENT);
    }
}
