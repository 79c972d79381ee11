package io.tidegate.cli;

/** The wish that a command which runs on and on shall end. */
@FunctionalInterface
interface Stop {
    /** Returns when the wish is there. */
    void await();
}
