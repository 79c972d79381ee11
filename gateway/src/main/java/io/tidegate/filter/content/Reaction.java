package io.tidegate.filter.content;

/** What becomes of a message that a filter objects to. */
public enum Reaction {
    CLOSE,
    DROP,
    REPLY
}
