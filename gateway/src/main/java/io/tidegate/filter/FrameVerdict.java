package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.HotPath;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link FrameFilter} says of a frame. */
public sealed interface FrameVerdict {
    /** Verdicts without a value. */
    enum Pass implements FrameVerdict {
        /** The next filter is asked; after the last the frame is passed on. */
        FORWARD,
        /**
         * The frame is left out. On the first frame of a message: the whole message, later frames are not asked about.
         * On a continuation: the same as {@link #FORWARD}, since its message has begun. On a Close: the same as {@link
         * #FORWARD}.
         */
        DROP
    }

    /**
     * The frame and all that follows it from that side wait, then it is passed on without being judged again by this
     * filter. Meanwhile nothing is read from that side, so that the sender is slowed down by TCP.
     *
     * @param nanos how long at least; below 1 counts as 1
     * @param turn what is to have come as well; null for nothing
     */
    record Hold(long nanos, @Nullable Turn turn) implements FrameVerdict {
        @HotPath
        public Hold {
            nanos = Math.max(1, nanos);
        }

        @HotPath
        public Hold(long nanos) {
            this(nanos, null);
        }

        /** What holds until both are over. */
        @HotPath
        Hold and(Hold other) {
            Hold longer = nanos >= other.nanos ? this : other;
            return turn == null && other.turn == null ? longer : new Hold(longer.nanos, both(turn, other.turn));
        }

        @ColdPath
        private static @Nullable Turn both(@Nullable Turn first, @Nullable Turn second) {
            if (first == null || second == null) {
                return first == null ? second : first;
            }
            return new BothTurns(first, second);
        }
    }

    /**
     * As {@link Pass#DROP}, and the sender gets {@code message}, which no filter is asked about, between two messages of the
     * other side. Where it cannot be sent soon, or the sender reads nothing, it is not sent at all, which is counted.
     */
    record Reply(Message message) implements FrameVerdict {
        public Reply {
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * The session is ended: a Close of this code goes to the side that sent the frame, 1001 to the other (1011 if the
     * endpoint was the sender).
     *
     * @param code a valid close code; make the object once and keep it
     * @param reason at most 123 bytes of UTF-8, for the peer
     */
    record Close(Cause cause, int code, String reason) implements FrameVerdict {
        public Close {
            if (!CloseCode.isValid(code)) {
                throw new IllegalArgumentException("code must be one that may be sent, got " + code);
            }
            if (reason.getBytes(StandardCharsets.UTF_8).length > 123) {
                throw new IllegalArgumentException("reason must have at most 123 bytes, got " + reason);
            }
        }
    }
}
