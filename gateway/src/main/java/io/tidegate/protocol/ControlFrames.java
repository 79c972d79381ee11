package io.tidegate.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** Control frames of our own (RFC 6455, 5.5). */
public final class ControlFrames {
    /** Bytes of a control frame at most: header, masking key, payload. */
    public static final int MAX_BYTES = 2 + 4 + 125;

    private static final int MAX_REASON_BYTES = 123;

    private ControlFrames() {}

    /**
     * A Close towards {@code to}.
     *
     * @param code a valid code, or {@link CloseCode#NO_STATUS} for an empty Close
     * @param reason cut at a whole character if it is over 123 bytes of UTF-8
     */
    public static ByteBuf close(ByteBufAllocator allocator, Side to, int code, String reason) {
        if (code == CloseCode.NO_STATUS) {
            return frame(allocator, to, Opcode.CLOSE, new byte[0]);
        }
        byte[] text = cut(reason.getBytes(StandardCharsets.UTF_8));
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return frame(allocator, to, Opcode.CLOSE, payload);
    }

    /** A ping towards {@code to} with a payload of at most 125 bytes, which is changed. */
    public static ByteBuf ping(ByteBufAllocator allocator, Side to, byte[] payload) {
        return frame(allocator, to, Opcode.PING, payload);
    }

    /** A pong towards {@code to} with a payload of at most 125 bytes, which is changed. */
    public static ByteBuf pong(ByteBufAllocator allocator, Side to, byte[] payload) {
        return frame(allocator, to, Opcode.PONG, payload);
    }

    /** A copy of the payload, unmasked, of a control frame that stands whole in {@code bytes} at {@code at}. */
    public static byte[] payload(FrameHeader frame, ByteBuf bytes, int at) {
        byte[] payload = new byte[(int) frame.payloadBytes()];
        bytes.getBytes(at + frame.headerBytes(), payload);
        mask(payload, frame.maskingKey());
        return payload;
    }

    /** Masks, or unmasks, in place (RFC 6455, 5.3); a key of 0 changes nothing. */
    static void mask(byte[] payload, int maskingKey) {
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= (byte) (maskingKey >> (24 - 8 * (i & 3)));
        }
    }

    private static ByteBuf frame(ByteBufAllocator allocator, Side to, Opcode opcode, byte[] payload) {
        boolean masked = to == Side.UPSTREAM;
        ByteBuf frame = allocator.ioBuffer(2 + (masked ? 4 : 0) + payload.length);
        frame.writeByte(0x80 | opcode.value()).writeByte((masked ? 0x80 : 0) | payload.length);
        if (masked) {
            // Keys must be unpredictable to whoever chooses the payload (RFC 6455, 10.3): nobody but us does here.
            int key = ThreadLocalRandom.current().nextInt();
            frame.writeInt(key);
            mask(payload, key);
        }
        return frame.writeBytes(payload);
    }

    private static byte[] cut(byte[] text) {
        if (text.length <= MAX_REASON_BYTES) {
            return text;
        }
        int end = MAX_REASON_BYTES;
        while ((text[end] & 0xC0) == 0x80) { // not within a character
            end--;
        }
        return Arrays.copyOf(text, end);
    }
}
