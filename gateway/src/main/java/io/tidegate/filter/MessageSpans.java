package io.tidegate.filter;

import io.tidegate.protocol.Side;
import io.tidegate.protocol.TraceContext;
import org.jspecify.annotations.Nullable;

/** Told of messages that carry a trace. Shared, and called on event loops. */
public interface MessageSpans {
    /**
     * A message that goes on.
     *
     * @param session the session's id
     * @param id what the message is called, if anybody has named it
     * @param parent the place in the trace that it came with; null if its trace begins here
     * @param place its own, which it goes on with
     * @param startNanos when it was read, as {@link System#nanoTime}
     */
    record Passed(
            String session,
            String route,
            Side from,
            @Nullable String id,
            int bytes,
            @Nullable TraceContext parent,
            TraceContext place,
            long startNanos) {}

    /** A message passes the filter. */
    void passed(Passed message);
}
