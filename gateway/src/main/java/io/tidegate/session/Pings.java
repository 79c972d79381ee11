package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.time.BurstClock;
import org.jspecify.annotations.Nullable;

/** Our pings on one leg, and how they stand with the peers' own (RFC 6455, 5.5.2 and 5.5.3). Confined. */
final class Pings {
    private static final long MARKER = 0x5469_6465_6761_7465L; // "Tidegate"
    private static final int PAYLOAD_BYTES = 16;

    private final BurstClock clock;
    private long nonce;
    private long sentNanos;
    private boolean outstanding;
    private boolean foreignOutstanding;
    private boolean heard;
    private boolean remembers;
    private byte @Nullable [] foreign;
    private long rttNanos = -1;

    Pings(BurstClock clock) {
        this.clock = clock;
    }

    /** Bytes of whatever kind came on this leg. */
    @HotPath
    void heard() {
        heard = true;
    }

    /** Whether any came since our last ping or the last call: the pong may have to wait behind them. */
    boolean wasHeard() {
        boolean was = heard;
        heard = false;
        return was;
    }

    /** From now on the payload of the newest ping of the other peer is kept until it is answered. */
    void rememberForeign() {
        remembers = true;
    }

    /** The payload of a ping of the other peer that this leg has not answered; null if there is none, or none is kept. */
    byte @Nullable [] unanswered() {
        return foreignOutstanding ? foreign : null;
    }

    /** A ping of the other peer, whole in {@code bytes} at {@code at}, is passed on to this leg. */
    @HotPath
    void foreignPing(FrameHeader frame, ByteBuf bytes, int at) {
        foreignOutstanding = true;
        if (remembers) {
            remember(frame, bytes, at);
        }
    }

    @ColdPath
    private void remember(FrameHeader frame, ByteBuf bytes, int at) {
        foreign = ControlFrames.payload(frame, bytes, at);
    }

    /**
     * A whole pong came on this leg.
     *
     * @return whether it answers our ping, and so is for us alone
     */
    @HotPath
    boolean onPong(FrameHeader frame, ByteBuf bytes, int at) {
        int payload = at + frame.headerBytes();
        int key = frame.maskingKey();
        long keys = (long) key << 32 | (key & 0xFFFF_FFFFL);
        if (frame.payloadBytes() != PAYLOAD_BYTES || (bytes.getLong(payload) ^ keys) != MARKER) {
            outstanding = false; // it answers the newest ping, which was not ours, and so ours too (RFC 6455, 5.5.3)
            foreignOutstanding = false;
            return false;
        }
        boolean answers = outstanding && (bytes.getLong(payload + 8) ^ keys) == nonce;
        outstanding &= !answers;
        rttNanos = answers ? clock.nanos() - nonce : -1;
        return true;
    }

    /** The payload of a new ping; it counts as sent. */
    byte[] next(long nowNanos) {
        outstanding = true;
        heard = false;
        nonce = nowNanos;
        sentNanos = nowNanos;
        byte[] payload = new byte[PAYLOAD_BYTES];
        for (int i = 0; i < 8; i++) {
            payload[i] = (byte) (MARKER >> (56 - 8 * i));
            payload[8 + i] = (byte) (nowNanos >> (56 - 8 * i));
        }
        return payload;
    }

    /** A ping of ours now might keep a peer's own from being answered: pongs may be for the newest ping only. */
    boolean mustWait() {
        return foreignOutstanding || outstanding;
    }

    boolean isOutstanding() {
        return outstanding;
    }

    /** When the outstanding ping was sent, moved by pauses of reading. */
    long sentNanos() {
        return sentNanos;
    }

    /** Nothing was read for so long, so that a pong may lie unread. */
    void shift(long nanos) {
        sentNanos += nanos;
    }

    /** The round trip that our last pong ended; -1 if it came late, twice or unasked. */
    long rttNanos() {
        return rttNanos;
    }
}
