package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.HotPath;
import org.jspecify.annotations.Nullable;

/** What a walk passes on: the run of bytes from where it began or last left something out, in one write. Confined. */
final class Outflow {
    private final Peer target;
    private @Nullable HoldBack holdBack;
    private int start;
    private int boundary;

    Outflow(Peer target) {
        this.target = target;
    }

    /** From the start: what has come of a message is held back until there is all of it. */
    void holdBack(long maxBytes, Reserve.Share room) {
        holdBack = new HoldBack(target, maxBytes, room);
    }

    /** Whether {@link #onBoundary} is to be called. */
    boolean holdsBack() {
        return holdBack != null;
    }

    /** A walk begins in a buffer at {@code at}. */
    @HotPath
    void begin(int at) {
        start = at;
        boundary = -1;
    }

    /** What stands before {@code at} and was not passed on is left out. */
    @HotPath
    void leaveOut(int at) {
        start = at;
    }

    /** A frame that ended at {@code at} was the last of its message, or stands between two. */
    @ColdPath
    void onBoundary(int at) {
        boundary = at;
    }

    /** Passes on what stands in {@code bytes}, borrowed, up to {@code end}. */
    @HotPath
    void passPart(ByteBuf bytes, int end) {
        if (holdBack == null) {
            target.writePart(bytes, start, end);
        } else {
            passWhole(holdBack, bytes, end);
        }
    }

    /** Passes on all the rest of {@code bytes}; takes them over. */
    @HotPath
    void passRest(ByteBuf bytes) {
        if (holdBack == null) {
            target.writeRest(bytes, start);
        } else {
            passWhole(holdBack, bytes, bytes.writerIndex());
            bytes.release();
        }
    }

    /** Passes on all that is held back. */
    void release() {
        if (holdBack != null) {
            holdBack.release();
        }
    }

    /** What is held back goes nowhere, unless the target has had some of it. */
    void dropWithheld() {
        if (isWithheld()) {
            drop();
        }
    }

    /** What is held back goes nowhere. */
    void drop() {
        if (holdBack != null) {
            holdBack.drop();
        }
    }

    /** Whether the target has had nothing of the message at hand. */
    boolean isWithheld() {
        return holdBack != null && !holdBack.isExposed();
    }

    @ColdPath
    private void passWhole(HoldBack whole, ByteBuf bytes, int end) {
        whole.write(bytes, start, boundary, end);
    }
}
