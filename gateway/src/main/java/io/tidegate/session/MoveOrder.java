package io.tidegate.session;

import io.tidegate.upstream.Endpoint;
import java.util.Set;

/** That a session is to go to another endpoint. Shared: asked on the loops of sessions. */
public interface MoveOrder {
    /** Endpoints that it must not go to, besides the one where it is. */
    Set<Endpoint> avoided();

    /** Until when it may wait to be quiet, as {@link System#nanoTime}. */
    long deadlineNanos();

    /** Whether nobody wants it any more; one that seeks an endpoint already goes on. */
    boolean isCalledOff();

    /**
     * The session is quiet: whether it is its turn.
     *
     * @return 0 if it is, which takes the turn; else nanoseconds after which to ask again
     */
    long turnNanos(long nowNanos);

    /** Once, on the session's loop. */
    void onDone(MoveResult result);
}
