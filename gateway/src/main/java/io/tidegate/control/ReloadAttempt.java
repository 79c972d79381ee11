package io.tidegate.control;

import java.time.Instant;

/**
 * What became of one reload. Immutable.
 *
 * @param applied whether another configuration runs since, or certificates are new
 * @param detail what has changed, or why nothing has, in one line
 */
public record ReloadAttempt(Instant at, Trigger trigger, boolean applied, String detail) {}
