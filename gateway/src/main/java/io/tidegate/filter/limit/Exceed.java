package io.tidegate.filter.limit;

/** What becomes of what is over a limit. */
public enum Exceed {
    DELAY,
    DROP,
    REPLY,
    CLOSE,
    LOG
}
