package io.tidegate.telemetry;

import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import java.time.Instant;

/**
 * How a session ended, or a handshake that came to none; in the words of the access log.
 *
 * @param phase the phase in which the cause arose
 * @param endedBy whose doing it was: {@code client}, {@code upstream} or {@code gateway}
 * @param code close code, or HTTP status before 101; 0 where neither was sent or received
 * @param reason what the peer or we said
 */
public record SessionEnding(Instant at, Phase phase, String cause, String endedBy, int code, String reason) {
    static SessionEnding of(Ending ending, Instant at) {
        return new SessionEnding(
                at, ending.phase(), ending.cause().label(), ending.cause().endedBy(), ending.code(), ending.reason());
    }
}
