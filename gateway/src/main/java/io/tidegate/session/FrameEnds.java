package io.tidegate.session;

import io.tidegate.protocol.HotPath;

/** What waits for the end of a frame. Confined. */
final class FrameEnds {
    private boolean boundary;
    private boolean messageEnd;
    private boolean looked;

    /** {@link RelayEvent#BOUNDARY} is due at the next one. */
    void awaitBoundary() {
        boundary = true;
        looked = true;
    }

    /** {@link RelayEvent#MESSAGE_END} is due at the next one that is the end of a message. */
    void awaitMessageEnd() {
        messageEnd = true;
        looked = true;
    }

    /** Whether anything waits. */
    @HotPath
    boolean areAwaited() {
        return looked;
    }

    /** The event that is due, which waits no longer. */
    RelayEvent due(boolean betweenMessages) {
        if (boundary) {
            boundary = false;
            return RelayEvent.BOUNDARY;
        }
        if (messageEnd && betweenMessages) {
            messageEnd = false;
            return RelayEvent.MESSAGE_END;
        }
        return RelayEvent.NONE;
    }

    /** @param always whether each end is to be looked at, whatever waits */
    void look(boolean always) {
        looked = always || boundary || messageEnd;
    }

    /** No boundary is waited for any more. */
    void forgetBoundary() {
        boundary = false;
    }
}
