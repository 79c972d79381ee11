package io.tidegate.cli;

/** The wish that a command which runs on and on shall end. */
@FunctionalInterface
interface Stop {
    /** Returns when the wish is there. */
    void await();

    /**
     * Calls {@code action} for each wish to read the configuration anew, from now on; it may be called several times at once.
     * Without this call, and where there is no such wish, nothing is done.
     */
    default void onReload(Runnable action) {}
}
