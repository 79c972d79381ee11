package io.tidegate.move;

import io.tidegate.config.MoveMode;
import io.tidegate.config.Rate;
import io.tidegate.session.SessionRegistry.Farewell;

/**
 * How sessions are moved.
 *
 * @param deadlineNanos until when one may wait to be quiet, as {@link System#nanoTime}; nothing is begun after it
 * @param words for those that are closed
 */
record Terms(MoveMode mode, Rate rate, long deadlineNanos, Farewell words) {
    Terms in(MoveMode other, long untilNanos) {
        return new Terms(other, rate, untilNanos, words);
    }

    boolean areOver(long nowNanos) {
        return deadlineNanos - nowNanos <= 0;
    }
}
