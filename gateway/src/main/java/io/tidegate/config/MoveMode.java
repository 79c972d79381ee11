package io.tidegate.config;

/** What is done to bring sessions to other endpoints. */
public enum MoveMode {
    /** Those whose route has {@code resume} are moved while their clients stay connected; the others stay. */
    MIGRATE,
    /** All are closed with 1012, so that their clients connect anew. */
    POLITE,
    /** They are moved where that can be done, and closed with 1012 where not. */
    MIGRATE_OR_POLITE
}
