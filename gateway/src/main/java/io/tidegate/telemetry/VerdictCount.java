package io.tidegate.telemetry;

/**
 * How often a filter of a route said the same, where it was not just to let pass.
 *
 * @param filter as the configuration calls it
 * @param side whose handshake, frame or message it was: {@code client} or {@code upstream}
 * @param verdict in a word
 */
public record VerdictCount(String route, String filter, String side, String verdict, long count) {}
