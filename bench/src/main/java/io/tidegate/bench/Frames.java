package io.tidegate.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Masked binary frames, as a client sends them. */
public final class Frames {
    private Frames() {}

    /** One read full of them, in a direct buffer of its own. */
    public static ByteBuf masked(int frames, int payloadBytes) {
        ByteBuf read = Unpooled.directBuffer();
        for (int i = 0; i < frames; i++) {
            read.writeByte(0x82);
            if (payloadBytes < 126) {
                read.writeByte(0x80 | payloadBytes);
            } else if (payloadBytes < 65_536) {
                read.writeByte(0x80 | 126).writeShort(payloadBytes);
            } else {
                read.writeByte(0x80 | 127).writeLong(payloadBytes);
            }
            read.writeInt(0x0102_0304).writeZero(payloadBytes);
        }
        return read;
    }
}
