package io.tidegate.bench;

import io.netty.buffer.ByteBuf;
import io.tidegate.protocol.ClosePayload;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import io.tidegate.protocol.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Walks over what a server sends, in place, and tells of each message its length and its first 16 bytes. Between reads it
 * keeps a piece of a header or of a control frame at most. Confined.
 */
final class FrameWalk {
    /** Who is told. May stop the walk. */
    interface Receiver {
        /** A whole message; the words are meaningless where it is shorter. */
        @HotPath
        void onMessage(boolean text, long bytes, long firstWord, long secondWord);

        void onPing(byte[] payload);

        void onClose(ClosePayload close);

        void onViolation(Violation violation);
    }

    private static final int KEPT_BYTES = 256;

    private final Receiver receiver;
    private final FrameScanner scanner = new FrameScanner(Side.UPSTREAM, false, Long.MAX_VALUE, Long.MAX_VALUE);
    private @Nullable ByteBuf kept;
    private long payloadLeft;
    private int gathered;
    private long firstWord;
    private long secondWord;
    private boolean stopped;

    FrameWalk(Receiver receiver) {
        this.receiver = receiver;
    }

    /** @param more taken over */
    @HotPath
    void read(ByteBuf more) {
        ByteBuf in = kept == null ? more : joined(kept, more);
        kept = null;
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end && !stopped) {
            int next = payloadLeft > 0 ? onPayload(in, at, end) : onFrame(in, at, end);
            if (next == at) {
                kept = rest(in, at, end);
                break;
            }
            at = next;
        }
        in.release();
    }

    /** Reads nothing more. */
    void stop() {
        stopped = true;
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    /** Returns where to go on: behind the header, or behind the frame if it is a control frame; {@code at} for lack of bytes. */
    @HotPath
    private int onFrame(ByteBuf in, int at, int end) {
        int headerBytes = scanner.next(in, at, end);
        if (headerBytes == FrameScanner.INCOMPLETE) {
            return at;
        }
        if (headerBytes == FrameScanner.VIOLATION) {
            onViolation();
            return end;
        }
        FrameHeader header = scanner.header();
        if (header.opcode().isControl()) {
            return onControl(in, at, end);
        }
        if (header.startsMessage()) {
            gathered = 0;
        }
        payloadLeft = header.payloadBytes();
        if (payloadLeft == 0) {
            onFrameEnd();
        }
        return at + headerBytes;
    }

    @HotPath
    private int onPayload(ByteBuf in, int at, int end) {
        int count = (int) Math.min(payloadLeft, end - at);
        if (gathered < Stamp.BYTES) {
            gather(in, at, count);
        }
        payloadLeft -= count;
        if (payloadLeft == 0) {
            onFrameEnd();
        }
        return at + count;
    }

    @HotPath
    private void onFrameEnd() {
        FrameHeader header = scanner.header();
        if (header.endsMessage()) {
            receiver.onMessage(header.isText(), header.messageBytes(), firstWord, secondWord);
        }
    }

    @HotPath
    private void gather(ByteBuf in, int at, int count) {
        if (gathered == 0 && count >= Stamp.BYTES) {
            firstWord = in.getLong(at);
            secondWord = in.getLong(at + 8);
            gathered = Stamp.BYTES;
            return;
        }
        for (int i = 0; i < count && gathered < Stamp.BYTES; i++) { // cut by a read, or into fragments
            firstWord = firstWord << 8 | secondWord >>> 56;
            secondWord = secondWord << 8 | (in.getByte(at + i) & 0xFF);
            gathered++;
        }
    }

    /** A control frame is taken as a whole. If bytes lack, its header is scanned again later, which changes no state. */
    @ColdPath
    private int onControl(ByteBuf in, int at, int end) {
        FrameHeader header = scanner.header();
        int frameBytes = header.headerBytes() + (int) header.payloadBytes();
        if (end - at < frameBytes) {
            return at;
        }
        if (header.opcode() == Opcode.PING) {
            byte[] payload = new byte[(int) header.payloadBytes()];
            in.getBytes(at + header.headerBytes(), payload);
            receiver.onPing(payload);
        } else if (header.opcode() == Opcode.CLOSE) {
            onClose(ClosePayload.read(header, in, at));
        }
        return at + frameBytes;
    }

    private void onClose(ClosePayload close) {
        stopped = true;
        if (close.violation() == null) {
            receiver.onClose(close);
        } else {
            receiver.onViolation(close.violation());
        }
    }

    @ColdPath
    private void onViolation() {
        stopped = true;
        if (scanner.violation() != null) {
            receiver.onViolation(scanner.violation());
        }
    }

    @HotPath
    private static ByteBuf joined(ByteBuf kept, ByteBuf more) {
        kept.writeBytes(more);
        more.release();
        return kept;
    }

    @HotPath
    private static ByteBuf rest(ByteBuf in, int at, int end) {
        ByteBuf rest = in.alloc().buffer(KEPT_BYTES);
        return rest.writeBytes(in, at, end - at);
    }
}
