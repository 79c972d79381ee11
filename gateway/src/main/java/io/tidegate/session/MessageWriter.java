package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidegate.filter.Message;
import io.tidegate.protocol.Masking;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;

/** Makes frames of messages towards one side, each message one frame. Confined. */
final class MessageWriter {
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private final ByteBufAllocator allocator;
    private final boolean masks;
    private final LoopCodecs codecs;

    MessageWriter(Side to, ByteBufAllocator allocator, LoopCodecs codecs) {
        this.allocator = allocator;
        this.masks = to == Side.UPSTREAM;
        this.codecs = codecs;
    }

    /** The frame of {@code message}, whole. */
    ByteBuf frame(Message message) {
        int size = message.size();
        ByteBuf out = allocator.ioBuffer(headerBytes(size) + size);
        int key = header(out, message, size);
        message.writeTo(out);
        mask(out, size, key);
        return out;
    }

    /** @return the masking key */
    private int header(ByteBuf out, Message message, int size) {
        int mask = masks ? MASKED : 0;
        out.writeByte(FIN | (message.isText() ? Opcode.TEXT : Opcode.BINARY).value());
        if (size < 126) {
            out.writeByte(mask | size);
        } else if (size < 65_536) {
            out.writeByte(mask | 126).writeShort(size);
        } else {
            out.writeByte(mask | 127).writeLong(size);
        }
        int key = masks ? codecs.maskingKey() : 0;
        if (masks) {
            out.writeInt(key);
        }
        return key;
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
