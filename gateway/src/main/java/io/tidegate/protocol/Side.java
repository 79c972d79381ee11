package io.tidegate.protocol;

/** One of the two connections of a session. */
public enum Side {
    /** Who connected to us. */
    CLIENT,
    /** Whom we connected to. */
    UPSTREAM;

    /** The side that a frame from this one goes to. */
    @HotPath
    public Side other() {
        return this == CLIENT ? UPSTREAM : CLIENT;
    }

    /** The word for it in metrics, logs and the admin API. */
    public String label() {
        return this == CLIENT ? "client" : "upstream";
    }
}
