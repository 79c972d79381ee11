package io.tidegate.route;

/**
 * A route and its place among all of its table.
 *
 * @param rank 0 for the most specific one
 */
record RankedRoute(int rank, Route route) {}
