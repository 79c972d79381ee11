package io.tidegate.session;

import io.tidegate.protocol.Cause;
import io.tidegate.telemetry.Journey;

/** What a {@link SessionRegistry} lists and ends. Confined to its event loop. */
public interface Registered {
    Journey journey();

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
