package io.tidegate.session.replay;

/** Memory that a session has of its budgets. Confined. */
public interface Room {
    /** So many bytes more are taken; false, and nothing has changed, if there is no room for them. */
    boolean more(long bytes);

    /** So many of them are given back. */
    void less(long bytes);
}
