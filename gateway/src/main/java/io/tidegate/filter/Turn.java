package io.tidegate.filter;

import java.util.concurrent.Executor;

/** What a frame waits for that has to wait for others, whose time cannot be told beforehand; see {@link FrameVerdict.Hold}. */
public interface Turn {
    /**
     * Begins to wait. Called once, on the session's event loop.
     *
     * @param loop where {@code come} is to run, once; not within this call
     * @param come the frame goes on
     */
    void await(Executor loop, Runnable come);

    /** The frame goes on, or its session ends, without it. Called on the session's event loop, also where it has come or was never awaited. */
    void leave();
}
