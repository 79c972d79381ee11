package io.tidegate.telemetry;

import io.tidegate.protocol.Ending;

/**
 * A session after its end, or a handshake that came to none. Holds nothing of what it was made of. Immutable.
 *
 * @param session as it was at its end
 * @param timeline that is over
 */
record EndedSession(SessionView session, Ending ending, Timeline timeline) {
    private static final int MOST_OF_PATH = 512;

    /** With no more of the path than may be kept for long. */
    static EndedSession of(SessionView session, Ending ending, Timeline timeline) {
        String path = session.path();
        SessionView kept = path == null || path.length() <= MOST_OF_PATH
                ? session
                : session.withPath(path.substring(0, MOST_OF_PATH) + "…");
        return new EndedSession(kept, ending, timeline);
    }

    SessionStory story() {
        return SessionStory.of(session, timeline, ending);
    }
}
