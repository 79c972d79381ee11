package io.tidegate.protocol;

/**
 * The one record of how a client's stay ended.
 *
 * @param phase the phase in which the cause arose
 * @param cause why it ended
 * @param code the close code (RFC 6455, 7.4) after 101, the HTTP status before it; 0 where neither was sent or received
 * @param reason what the peer or we said; may be empty
 */
public record Ending(Phase phase, Cause cause, int code, String reason) {}
