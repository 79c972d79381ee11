package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.Masking;
import io.tidegate.protocol.Utf8Check;
import io.tidegate.protocol.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of one side together from the payloads of their frames: unmasked, and text held against UTF-8, as far
 * as they have come. Holds a buffer only while there is a message. Confined.
 */
final class MessageReader {
    private static final Violation NOT_UTF8 =
            new Violation(Cause.INVALID, CloseCode.INVALID_PAYLOAD, "text must be UTF-8");

    private final ByteBufAllocator allocator;
    private final Utf8Check utf8 = new Utf8Check();
    private @Nullable ByteBuf content;
    private boolean text;
    private int key;
    private long position;

    MessageReader(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** The payload of a data frame is next. */
    void begin(FrameHeader frame) {
        text = frame.isText();
        key = frame.maskingKey();
        position = 0;
    }

    /**
     * Takes {@code count} bytes of the payload from {@code at}; {@code bytes} is borrowed.
     *
     * @return what is wrong with them, or null
     */
    @Nullable
    Violation take(ByteBuf bytes, int at, int count) {
        int keyHere = Masking.rotated(key, position);
        position += count;
        ByteBuf all = content == null ? allocator.heapBuffer(count) : content;
        content = all;
        int start = all.writerIndex();
        all.writeBytes(bytes, at, count);
        Masking.xor(all.array(), all.arrayOffset() + start, count, keyHere);
        return check(all, start);
    }

    /** The message is whole; what is wrong with that, or null. */
    @Nullable
    Violation end() {
        return text && !utf8.isComplete() ? NOT_UTF8 : null;
    }

    /** Whether the message is text. */
    boolean isText() {
        return text;
    }

    /** All that was taken of the message, in an array from the start; stays ours. */
    ByteBuf content() {
        return content == null ? Unpooled.EMPTY_BUFFER : content;
    }

    /** The message at hand is done with, whole or not. */
    void release() {
        if (content != null) {
            content.release();
            content = null;
        }
        utf8.reset();
    }

    private @Nullable Violation check(ByteBuf all, int from) {
        boolean right = !text || utf8.accepts(all.array(), all.arrayOffset() + from, all.writerIndex() - from);
        return right ? null : NOT_UTF8;
    }
}
