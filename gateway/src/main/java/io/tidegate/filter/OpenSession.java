package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import io.tidegate.time.TimerWheel;

/** What a filter may do with its session while that is open; told by {@link Stay#onOpen}. Confined to the session's event loop. */
public interface OpenSession {
    /** Arms {@code timer}, or moves it. */
    void arm(TimerWheel.Timer timer, long deadlineNanos);

    /** Does nothing if {@code timer} is not armed. */
    void disarm(TimerWheel.Timer timer);

    /**
     * Ends the session; the endpoint is told 1001. Does nothing if it is ending.
     *
     * @param code for the client
     * @param reason for the client, at most 123 bytes of UTF-8
     */
    void end(Cause cause, int code, String reason);

    /** What its client came in by was renewed. */
    void renewed();

    /** Whether it has ended, or a filter has ended it. */
    boolean isOver();
}
