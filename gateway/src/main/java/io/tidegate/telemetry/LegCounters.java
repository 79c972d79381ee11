package io.tidegate.telemetry;

import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;

/** What one side of a session, or all sessions of a route on one loop, sent. Plain longs, confined to the loop. */
public final class LegCounters {
    private long messages;
    private long frames;
    private long controlFrames;
    private long bytes;
    private long pauses;
    private long lostReplies;
    private long waits;
    private long oldestDropped;
    private long conflated;
    private long undelivered;

    /** Counts a frame that is passed on; bytes are payload bytes on the wire. */
    @HotPath
    public void count(FrameHeader frame) {
        frames++;
        if (frame.endsMessage()) {
            messages++;
        }
        if (frame.opcode().isControl()) {
            controlFrames++;
        } else {
            bytes += frame.payloadBytes();
        }
    }

    /** Reading from this side stopped because the other could not take more. */
    @HotPath
    public void paused() {
        pauses++;
    }

    /** An answer to this side could not be sent. */
    public void replyLost() {
        lostReplies++;
    }

    /** Messages of this side began to wait, since the other could not take more. */
    public void waited() {
        waits++;
    }

    /** A message of this side is not delivered. */
    public void lost(Loss why) {
        switch (why) {
            case OLDEST -> oldestDropped++;
            case CONFLATED -> conflated++;
            case UNDELIVERED -> undelivered++;
        }
    }

    /** Complete text and binary messages. */
    public long messages() {
        return messages;
    }

    /** All frames, control frames included. */
    public long frames() {
        return frames;
    }

    /** Close, ping and pong frames. */
    public long controlFrames() {
        return controlFrames;
    }

    /** Payload bytes of data frames, as on the wire. */
    public long bytes() {
        return bytes;
    }

    public long pauses() {
        return pauses;
    }

    public long lostReplies() {
        return lostReplies;
    }

    public long waits() {
        return waits;
    }

    /** Messages that are not delivered. */
    public long lostTo(Loss why) {
        return switch (why) {
            case OLDEST -> oldestDropped;
            case CONFLATED -> conflated;
            case UNDELIVERED -> undelivered;
        };
    }
}
