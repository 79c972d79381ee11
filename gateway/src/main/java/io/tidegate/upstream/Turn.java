package io.tidegate.upstream;

/**
 * A place at an endpoint, and when its pace allows to connect there.
 *
 * @param nanos from now; 0 for at once
 */
public record Turn(Endpoint endpoint, long nanos) {}
