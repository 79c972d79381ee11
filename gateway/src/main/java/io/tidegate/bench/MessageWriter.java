package io.tidegate.bench;

import io.netty.buffer.ByteBuf;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;
import java.util.concurrent.ThreadLocalRandom;

/** Writes messages of one size, each one frame, masked with a key of its own. Confined. */
final class MessageWriter {
    private static final long FILLER = 0x7469_6465_6761_7465L; // "tidegate", over and over
    private static final int WORD_BY_WORD_BYTES = 512;

    private final int payloadBytes;
    private final int firstByte;
    private long random = ThreadLocalRandom.current().nextLong() | 1;

    MessageWriter(int payloadBytes, boolean text) {
        this.payloadBytes = payloadBytes;
        this.firstByte = 0x80 | (text ? Opcode.TEXT : Opcode.BINARY).value();
    }

    /** With the header. */
    @HotPath
    int frameBytes() {
        return 6 + (payloadBytes > 0xFFFF ? 8 : payloadBytes > 125 ? 2 : 0) + payloadBytes;
    }

    /** Appends one message. */
    @HotPath
    void write(ByteBuf out, long timeNanos, long identity) {
        int key = nextKey();
        long mask = (key & 0xFFFF_FFFFL) << 32 | (key & 0xFFFF_FFFFL);
        out.ensureWritable(frameBytes());
        writeHeader(out, key);
        out.writeLong(Stamp.encode(timeNanos) ^ mask);
        out.writeLong(Stamp.encode(identity) ^ mask);
        fill(out, FILLER ^ mask);
    }

    @HotPath
    private void writeHeader(ByteBuf out, int key) {
        out.writeByte(firstByte);
        if (payloadBytes <= 125) {
            out.writeByte(0x80 | payloadBytes);
        } else if (payloadBytes <= 0xFFFF) {
            out.writeByte(0x80 | 126);
            out.writeShort(payloadBytes);
        } else {
            out.writeByte(0x80 | 127);
            out.writeLong(payloadBytes);
        }
        out.writeInt(key);
    }

    /** The filler's period is a multiple of the key's, so that masked it is a pattern again, which can be copied. */
    @HotPath
    private void fill(ByteBuf out, long pattern) {
        int left = payloadBytes - Stamp.BYTES;
        int start = out.writerIndex();
        while (left >= 8 && out.writerIndex() - start < WORD_BY_WORD_BYTES) {
            out.writeLong(pattern);
            left -= 8;
        }
        while (left >= 8) {
            int copied = Math.min(left & ~7, out.writerIndex() - start);
            out.writeBytes(out, start, copied);
            left -= copied;
        }
        for (int shift = 56; left > 0; shift -= 8) {
            out.writeByte((int) (pattern >>> shift));
            left--;
        }
    }

    /** Xorshift (Marsaglia, 2003): changes with each message. Nobody whose payload this is could gain by guessing it. */
    @HotPath
    private int nextKey() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return (int) (random >>> 16);
    }
}
