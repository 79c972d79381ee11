package io.tidegate.filter.limit;

import io.tidegate.filter.FrameVerdict;

/**
 * One of the limits of a filter, as peers and logs are told of it. Immutable.
 *
 * @param rule its key in the configuration
 * @param text its value there
 * @param close ends a session that is over it, where that is to be
 */
record Bound(String rule, String text, FrameVerdict.Close close) {}
