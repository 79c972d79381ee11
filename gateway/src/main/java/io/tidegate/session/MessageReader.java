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
 * Puts the messages of one side together from the payloads of their frames: unmasked, inflated, and text held against UTF-8,
 * as far as they have come. Holds a buffer only while there is a message. Confined.
 */
final class MessageReader {
    private static final Violation NOT_UTF8 =
            new Violation(Cause.INVALID, CloseCode.INVALID_PAYLOAD, "text must be UTF-8");
    private static final Violation TOO_BIG =
            new Violation(Cause.TOO_BIG, CloseCode.TOO_BIG, "message too big when inflated");
    private static final Violation CORRUPT =
            new Violation(Cause.INVALID, CloseCode.INVALID_PAYLOAD, "compressed data is corrupt");
    private static final Violation NO_MEMORY =
            new Violation(Cause.MEMORY, CloseCode.TRY_AGAIN_LATER, "no memory for a message");
    private static final int FIRST_BYTES = 1024;
    /** What a message may take before it is held against the budgets, other than at the end of a burst. */
    private static final int UNCOUNTED_BYTES = 64 * 1024;

    private final ByteBufAllocator allocator;
    private final LoopCodecs codecs;
    private final Inflating inflating;
    private final Reserve.Share memory;
    private final Utf8Check utf8 = new Utf8Check();
    private long maxBytes;
    private @Nullable ByteBuf content;
    private boolean small;
    private boolean text;
    private boolean compressed;
    private boolean empty;
    private boolean single;
    private int key;
    private long position;
    private int wireBytes;

    /** @param maxBytes of a message's content; what comes uncompressed is bounded by its header already */
    MessageReader(
            ByteBufAllocator allocator, LoopCodecs codecs, Inflating inflating, Reserve.Share memory, long maxBytes) {
        this.allocator = allocator;
        this.codecs = codecs;
        this.inflating = inflating;
        this.memory = memory;
        this.maxBytes = maxBytes;
    }

    /** For the messages that begin from now on. */
    void limit(long newMaxBytes) {
        maxBytes = newMaxBytes;
    }

    /** Whether a message that {@code frame} begins is to be read even if nobody wants it, for those after it. */
    boolean mustRead(FrameHeader frame) {
        return frame.compressed() && inflating.remembers();
    }

    /** The payload of a data frame is next. */
    void begin(FrameHeader frame) {
        text = frame.isText();
        if (frame.startsMessage()) {
            compressed = frame.compressed();
            empty = true;
            wireBytes = 0;
        }
        wireBytes += (int) frame.payloadBytes(); // bounded by max-message
        single = frame.startsMessage() && frame.fin();
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
        empty = false;
        if (compressed) {
            return takeCompressed(bytes, at, count, keyHere);
        }
        ByteBuf all = content == null ? newContent(count) : content;
        content = all;
        int start = all.writerIndex();
        all.writeBytes(bytes, at, count);
        Masking.xor(all.array(), all.arrayOffset() + start, count, keyHere);
        return check(all, start);
    }

    /** The message is whole; what is wrong with that, or null. */
    @Nullable
    Violation end() {
        if (compressed && !empty) { // some send an empty message without the byte that it should have
            inflating.end();
            Violation found = inflate();
            if (found != null || !inflating.hasEnded()) {
                return found != null ? found : CORRUPT;
            }
        }
        return text && !utf8.isComplete() ? NOT_UTF8 : null;
    }

    /** Whether the message is text. */
    boolean isText() {
        return text;
    }

    /** Payload bytes of the message's frames that have begun. */
    int wireBytes() {
        return wireBytes;
    }

    /** All that was taken of the message, in an array from the start; stays ours. */
    ByteBuf content() {
        return content == null ? Unpooled.EMPTY_BUFFER : content;
    }

    /**
     * What the message at hand takes is held against the budgets; false if they have no room for it.
     *
     * @param madeBytes of what was made of it, which counts too
     */
    boolean holdMemory(long madeBytes) {
        return memory.hold((content == null ? 0 : content.capacity()) + madeBytes);
    }

    /** The message at hand is done with, whole or not. */
    void release() {
        if (content != null) {
            giveBack(content);
            content = null;
            memory.hold(0);
        }
        inflating.release();
        utf8.reset();
    }

    /** No message comes any more. */
    void close() {
        release();
        inflating.close();
    }

    /** Only a message that has come whole is soon done with: others may keep their buffer for as long as a peer likes. */
    private ByteBuf newContent(int count) {
        small = single && count == wireBytes && count <= LoopCodecs.SMALL_BYTES;
        return small ? codecs.smallBuffer() : allocator.heapBuffer(count);
    }

    private void giveBack(ByteBuf known) {
        if (small) {
            small = false;
            codecs.giveBackSmall(known);
        } else {
            known.release();
        }
    }

    private @Nullable Violation takeCompressed(ByteBuf bytes, int at, int count, int keyHere) {
        byte[] part = codecs.scratch();
        Violation found = null;
        for (int done = 0; done < count && found == null; done += part.length) {
            int size = Math.min(part.length, count - done);
            bytes.getBytes(at + done, part, 0, size);
            Masking.xor(part, 0, size, keyHere);
            inflating.input(part, size);
            found = inflate();
        }
        return found;
    }

    /** Takes what comes of the input; the limit holds before there is memory for more. */
    private @Nullable Violation inflate() {
        boolean more = true;
        while (more) {
            ByteBuf all = content == null ? allocator.heapBuffer(FIRST_BYTES) : content;
            content = all;
            if (!all.isWritable() && !grow(all)) {
                return NO_MEMORY;
            }
            int start = all.writerIndex();
            int made = inflating.inflate(all);
            if (made < 0) {
                return CORRUPT;
            }
            if (all.readableBytes() > maxBytes) {
                return TOO_BIG;
            }
            if (check(all, start) != null) {
                return NOT_UTF8;
            }
            more = made > 0;
        }
        return null;
    }

    private boolean grow(ByteBuf all) {
        int more = (int) Math.min(all.readableBytes(), maxBytes + 1 - all.readableBytes());
        boolean room = all.capacity() < UNCOUNTED_BYTES || memory.hold((long) all.capacity() + more);
        if (room) {
            all.ensureWritable(more);
        }
        return room;
    }

    private @Nullable Violation check(ByteBuf all, int from) {
        boolean right = !text || utf8.accepts(all.array(), all.arrayOffset() + from, all.writerIndex() - from);
        return right ? null : NOT_UTF8;
    }
}
