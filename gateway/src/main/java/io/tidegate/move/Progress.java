package io.tidegate.move;

import io.tidegate.config.MoveMode;
import io.tidegate.config.Rate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an evacuation is.
 *
 * @param total sessions that it has had to do with
 * @param moved to other endpoints, while their clients stayed
 * @param closed with 1012
 * @param failed at the endpoint still, since they could not be moved when it was their turn
 * @param left at the endpoint now, those being opened or closed included
 * @param endedAt null while it goes on
 */
public record Progress(
        State state,
        MoveMode mode,
        Rate rate,
        int total,
        int moved,
        int closed,
        int failed,
        int left,
        Instant startedAt,
        Instant deadline,
        @Nullable Instant endedAt) {

    /** How an evacuation stands. */
    public enum State {
        RUNNING,
        /** Nothing is begun until it goes on. */
        PAUSED,
        /** There is nothing more that could be moved or closed. */
        FINISHED,
        /** Its deadline came first. */
        EXPIRED,
        /** An operator called it off, or set the endpoint to ready. */
        CANCELLED;

        /** Whether it has ended. */
        public boolean isOver() {
            return this != RUNNING && this != PAUSED;
        }
    }
}
