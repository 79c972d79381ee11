package io.tidegate.telemetry;

/**
 * What came of an attempt to connect to an endpoint.
 *
 * @param result in a word, {@code connected} if the endpoint agreed
 * @param status what the endpoint answered; 0 for nothing
 * @param fault for operators; empty if it agreed
 * @param nanos how long it took
 */
public record AttemptOutcome(String result, int status, String fault, long nanos) {}
