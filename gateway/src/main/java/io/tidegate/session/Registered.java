package io.tidegate.session;

import io.tidegate.protocol.Cause;
import io.tidegate.route.RouteChange;
import io.tidegate.telemetry.Journey;
import org.jspecify.annotations.Nullable;

/** What a {@link SessionRegistry} lists and ends. Confined to its event loop. */
public interface Registered {
    Journey journey();

    /** When its peers sent something last, as {@link System#nanoTime}. */
    default long heardNanos() {
        return journey().acceptedNanos();
    }

    /** What it is to who moves it or listens to it; null if it is not open. */
    default @Nullable Resident resident() {
        return null;
    }

    /**
     * Goes over to what a reload has made of its route. Does nothing before 101: a session looks when it opens.
     *
     * @return the change that it cannot follow and that wants such sessions ended, which is for the caller to do; null if it
     *     goes on
     */
    default @Nullable RouteChange follow() {
        return null;
    }

    /**
     * Ends it politely for a cause of ours. Does nothing if it has ended.
     *
     * @param code close code for the client
     * @param reason close reason for the client, at most 123 bytes in UTF-8
     */
    void kill(Cause cause, int code, String reason);

    /** Ends it at once: both connections are reset. */
    void cut();
}
