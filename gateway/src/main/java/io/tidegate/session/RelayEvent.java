package io.tidegate.session;

import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.HotPath;

/** Why the walk of a {@link FrameRelay} stopped; all that was passed on of what stands before has been written. */
enum RelayEvent {
    /** It did not: all bytes are dealt with. */
    NONE,
    /** A filter holds the frame or the message ({@link FrameRelay#verdict}); {@link FrameRelay#proceed} passes it on. */
    HOLD,
    /** A filter answers the frame ({@link FrameRelay#verdict}); {@link FrameRelay#proceed} leaves it out. */
    REPLY,
    /** A filter refused the frame or the message ({@link FrameRelay#verdict}). */
    REFUSED,
    /** A whole Close is next, valid or not; {@link FrameRelay#proceed} leaves it out, so {@link FrameRelay#passClose} first. */
    CLOSE,
    /** A ping for an endpoint that is not there ({@link FrameRelay#control}); it is left out. */
    PING,
    /** The answer to our ping; it is left out. */
    PONG,
    /** The bytes break a rule ({@link FrameRelay#violation}); all that follows is thrown away. */
    VIOLATION,
    /** The other leg is between two frames, as {@link FrameEnds#awaitBoundary} asked. */
    BOUNDARY,
    /** The other leg is between two messages, as {@link FrameEnds#awaitMessageEnd} asked. */
    MESSAGE_END,
    /** A filter has yet to judge the message ({@link MessagePath#whenJudged}). */
    DEFERRED,
    /** A message has filled a side's buffers: no other is begun before there is room ({@link MessagePath#hasRoom}). */
    FULL;

    /** What a verdict on a frame asks of the relay's owner; {@link #NONE} where the relay knows what to do. */
    @HotPath
    static RelayEvent of(FrameVerdict verdict) {
        if (verdict == FrameVerdict.Pass.FORWARD || verdict == FrameVerdict.Pass.DROP) {
            return NONE;
        }
        if (verdict instanceof FrameVerdict.Hold) {
            return HOLD;
        }
        return verdict instanceof FrameVerdict.Reply ? REPLY : REFUSED;
    }
}
