package io.tidegate.filter.protobuf;

/**
 * How messages are translated.
 *
 * @param protoNames whether JSON that is written has the names of fields as they stand in their file
 * @param defaults whether JSON that is written has fields that are zero or empty
 * @param ignoreUnknown whether members of JSON and names of enum values that nobody knows are left out
 * @param maxDepth messages within each other
 * @param maxSize bytes of what comes of it
 */
record Options(boolean protoNames, boolean defaults, boolean ignoreUnknown, int maxDepth, int maxSize) {}
