package io.tidegate.session;

/** What a {@link FrameRelay} does with frames; only ever moves down. */
enum RelayMode {
    /** Frames are judged and passed on. */
    RELAY,
    /** The frame at hand is passed on to its end, then the rest is thrown away. */
    FINISH_FRAME,
    /** Frames are read, for the Close among them, and thrown away. */
    DISCARD,
    /** Bytes are thrown away unread. */
    BROKEN
}
