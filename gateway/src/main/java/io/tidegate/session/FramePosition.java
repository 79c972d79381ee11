package io.tidegate.session;

import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;

/** How far a walk is in the frame and message at hand, and whether they are passed on. Confined. */
final class FramePosition {
    private long remainingBytes;
    private boolean skipping;
    private boolean skippingMessage;

    /** Whether payload of the frame at hand is to come. */
    @HotPath
    boolean inFrame() {
        return remainingBytes > 0;
    }

    /** Payload of the frame at hand that is to come. */
    long remainingBytes() {
        return remainingBytes;
    }

    /** Whether that is left out. */
    @HotPath
    boolean isSkipping() {
        return skipping;
    }

    /** Whether what is to come of the message at hand is left out. */
    @HotPath
    boolean isSkippingMessage() {
        return skippingMessage;
    }

    /** Whether the other leg is between two frames. */
    boolean atBoundary() {
        return remainingBytes == 0 || skipping;
    }

    /** A frame begins whose payload is left out, or not. */
    @HotPath
    void begin(FrameHeader frame, boolean skips) {
        remainingBytes = frame.payloadBytes();
        skipping = skips;
    }

    /** A message begins that is left out behind its first frame, or not. */
    @HotPath
    void beginMessage(boolean skips) {
        skippingMessage = skips;
    }

    /** How many of {@code available} bytes are of the frame at hand; they count as walked over. */
    @HotPath
    int step(int available) {
        int step = (int) Math.min(remainingBytes, available);
        remainingBytes -= step;
        return step;
    }

    /** The frame at hand has ended. */
    @HotPath
    void endFrame() {
        skipping = false;
    }

    /**
     * What is to come of the message at hand is left out.
     *
     * @param inMessage whether frames of it are to come
     * @return whether the other leg had some of it
     */
    boolean cut(boolean inMessage) {
        boolean begun = !atBoundary() || (inMessage && !skippingMessage);
        if (begun) {
            skipping = !atBoundary();
            skippingMessage = inMessage;
        }
        return begun;
    }

    /** Another stream is at its start. */
    void restart() {
        remainingBytes = 0;
        skipping = false;
        skippingMessage = false;
    }
}
