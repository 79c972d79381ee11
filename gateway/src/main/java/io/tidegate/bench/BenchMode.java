package io.tidegate.bench;

import java.util.Locale;

/** What the connections of a run do. */
public enum BenchMode {
    /** Send messages and wait for them to come back: as fast as they do, or at a fixed rate. */
    ECHO,
    /** Handshake and close, over and over. */
    STORM,
    /** Open and stay. */
    IDLE,
    /** Count what the server sends. */
    RECEIVE;

    /** The word for it on the command line and in results. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
