package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidegate.filter.Message;
import io.tidegate.protocol.Masking;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Makes frames of messages towards one side, each message one frame, compressed where that is agreed on. Confined. */
final class MessageWriter {
    private static final int FIN = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int MASKED = 0x80;
    private static final int HEADER_ROOM = 14;
    private static final int CUT_OFF_BYTES = 4;
    private static final int MORE_BYTES = 64;

    private final ByteBufAllocator allocator;
    private final boolean masks;
    private final LoopCodecs codecs;
    private final @Nullable Deflation deflation;
    private @Nullable Deflater own;

    /** @param deflation null where compression is not agreed on */
    MessageWriter(Side to, ByteBufAllocator allocator, LoopCodecs codecs, @Nullable Deflation deflation) {
        this.allocator = allocator;
        this.masks = to == Side.UPSTREAM;
        this.codecs = codecs;
        this.deflation = deflation;
    }

    /** The frame of {@code message}, whole. */
    ByteBuf frame(Message message) {
        int opcode = (message.isText() ? Opcode.TEXT : Opcode.BINARY).value();
        if (deflation != null && compresses(message.size())) {
            ByteBuf compressed = compressed(message, deflation);
            if (compressed.readableBytes() < message.size() || deflation.takeover()) {
                return framed(compressed, FIN | COMPRESSED | opcode);
            }
            compressed.release(); // it grew
        }
        ByteBuf plain = allocator.ioBuffer(HEADER_ROOM + message.size());
        plain.setIndex(HEADER_ROOM, HEADER_ROOM);
        message.writeTo(plain);
        return framed(plain, FIN | opcode);
    }

    /** Whether messages of {@code size} bytes are compressed, if that makes them smaller. */
    boolean compresses(int size) {
        return deflation != null && size >= deflation.minBytes();
    }

    /** Nothing is written any more. */
    void close() {
        if (own != null) {
            codecs.giveBack(own);
            own = null;
        }
    }

    /** RFC 7692, 7.2.1. */
    private ByteBuf compressed(Message message, Deflation how) {
        Deflater deflater = own == null ? codecs.deflater(how.level()) : own;
        ByteBuf out = allocator.ioBuffer(HEADER_ROOM + message.size() / 2 + MORE_BYTES);
        out.setIndex(HEADER_ROOM, HEADER_ROOM);
        int size = message.size();
        boolean full = how.windowBits() == Deflation.FULL_WINDOW;
        int step = full ? size : 1 << how.windowBits();
        for (int from = 0; from < size; from += step) {
            message.writeTo(deflater, from, Math.min(step, size - from));
            deflate(deflater, out);
            if (!full) { // the JDK's window is always full: what follows must not refer to what went before
                deflater.reset();
            }
        }
        out.writerIndex(out.writerIndex() - CUT_OFF_BYTES);
        if (how.takeover()) {
            own = deflater;
        } else {
            codecs.giveBack(deflater);
        }
        return out;
    }

    private static void deflate(Deflater deflater, ByteBuf out) {
        int room;
        int made;
        do {
            out.ensureWritable(MORE_BYTES);
            room = out.writableBytes();
            ByteBuffer target = out.internalNioBuffer(out.writerIndex(), room);
            made = deflater.deflate(target, Deflater.SYNC_FLUSH);
            out.writerIndex(out.writerIndex() + made);
        } while (made == room);
    }

    /** Puts the header before the payload, and masks that. */
    private ByteBuf framed(ByteBuf out, int firstByte) {
        int size = out.readableBytes();
        int end = out.writerIndex();
        int start = out.readerIndex() - headerBytes(size);
        int key = masks ? codecs.maskingKey() : 0;
        int mask = masks ? MASKED : 0;
        out.setIndex(start, start);
        out.writeByte(firstByte);
        if (size < 126) {
            out.writeByte(mask | size);
        } else if (size < 65_536) {
            out.writeByte(mask | 126).writeShort(size);
        } else {
            out.writeByte(mask | 127).writeLong(size);
        }
        if (masks) {
            out.writeInt(key);
        }
        out.writerIndex(end);
        mask(out, size, key);
        return out;
    }

    /** By way of an array: bytes of a buffer are slow to reach one by one. */
    private void mask(ByteBuf out, int size, int key) {
        byte[] part = codecs.scratch();
        int end = out.writerIndex();
        for (int at = end - size; masks && at < end; at += part.length) {
            int count = Math.min(part.length, end - at);
            out.getBytes(at, part, 0, count);
            Masking.xor(part, 0, count, key);
            out.setBytes(at, part, 0, count);
        }
    }

    private int headerBytes(int size) {
        return (masks ? 6 : 2) + (size < 126 ? 0 : size < 65_536 ? 2 : 8);
    }
}
