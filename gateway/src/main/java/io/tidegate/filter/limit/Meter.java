package io.tidegate.filter.limit;

import io.tidegate.protocol.HotPath;
import io.tidegate.time.Pace;
import io.tidegate.time.RateLimit;
import org.jspecify.annotations.Nullable;

/** What one side of a session may send: messages, bytes, or both per time. Confined; the limits may be shared. */
final class Meter {
    private final @Nullable Pace messagePace;
    private final @Nullable Pace bytePace;
    private final RateLimit messages;
    private final RateLimit bytes;
    private boolean bytesExceeded;
    private boolean over;

    /**
     * @param messagePace null for any number of messages
     * @param bytePace null for any number of bytes
     */
    Meter(@Nullable Pace messagePace, @Nullable Pace bytePace, RateLimit messages, RateLimit bytes) {
        this.messagePace = messagePace;
        this.bytePace = bytePace;
        this.messages = messages;
        this.bytes = bytes;
    }

    /** Takes both or nothing; as {@link RateLimit#take}. */
    @HotPath
    long take(int messageCount, long byteCount, long patienceNanos, long nowNanos) {
        long messageNanos = messagePace == null ? 0 : messagePace.costNanos(messageCount);
        long wait = 0;
        bytesExceeded = false;
        if (messagePace != null && messageCount > 0) {
            wait = messages.take(messageNanos, messagePace.toleranceNanos(messageNanos), patienceNanos, nowNanos);
        }
        if (bytePace == null || wait < 0) {
            return wait;
        }
        long byteNanos = bytePace.costNanos(byteCount);
        long byteWait = bytes.take(byteNanos, bytePace.toleranceNanos(byteNanos), patienceNanos, nowNanos);
        if (byteWait < 0) {
            bytesExceeded = true;
            messages.giveBack(messageNanos);
            return byteWait;
        }
        return Math.max(wait, byteWait);
    }

    /** Whether bytes were what {@link #take} refused last; else messages were. */
    boolean bytesExceeded() {
        return bytesExceeded;
    }

    /** Whether the message at hand is over the limit and passes nevertheless, so that the rest of it is not counted. */
    @HotPath
    boolean isOver() {
        return over;
    }

    @HotPath
    void setOver(boolean isOver) {
        over = isOver;
    }
}
