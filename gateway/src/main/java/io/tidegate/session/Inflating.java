package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates the messages of one side (RFC 7692, 7.2.2). Has an inflater of its own where messages may refer to earlier ones,
 * else one of the loop while there is a message. Confined.
 */
final class Inflating {
    /** What the sender has cut off: the end of an empty stored block. */
    private static final byte[] CUT_OFF = {0, 0, -1, -1};

    /** The same and a last block, which shows whether the message ended where a block may begin. */
    private static final byte[] CUT_OFF_AND_LAST = {0, 0, -1, -1, 1, 0, 0, -1, -1};

    private final LoopCodecs codecs;
    private final boolean remembers;
    private @Nullable Inflater inflater;
    private byte[] input = {};
    private int inputSize;

    Inflating(LoopCodecs codecs, boolean remembers) {
        this.codecs = codecs;
        this.remembers = remembers;
    }

    /** Whether a message may refer to earlier ones. */
    boolean remembers() {
        return remembers;
    }

    /** The next part of a message; to be inflated before {@code part} is used again. */
    void input(byte[] part, int size) {
        input = part;
        inputSize = size;
        inflater().setInput(part, 0, size);
    }

    /** A whole message was given; the last of it is to be inflated. */
    void end() {
        if (inflater == null || !inflater().finished()) { // whoever ended with a last block may have cut off nothing
            byte[] rest = remembers ? CUT_OFF : CUT_OFF_AND_LAST;
            input(rest, rest.length);
        }
    }

    /** Whether the whole message was in order; after {@link #end} and inflating. */
    boolean hasEnded() {
        return remembers || inflater().finished();
    }

    /**
     * Writes to {@code out} what it has room for.
     *
     * @return bytes written; 0 if the input is used up; below 0 if it is corrupt
     */
    int inflate(ByteBuf out) {
        try {
            int made = inflateOnce(out);
            while (made == 0 && startsAnew()) {
                made = inflateOnce(out);
            }
            return made;
        } catch (DataFormatException e) { // the peer's doing, not an error of ours
            return -1;
        }
    }

    /** The message at hand is done with. */
    void release() {
        if (inflater != null && !remembers) {
            close();
        }
    }

    void close() {
        if (inflater != null) {
            codecs.giveBack(inflater);
            inflater = null;
        }
    }

    private int inflateOnce(ByteBuf out) throws DataFormatException {
        int made = inflater().inflate(out.array(), out.arrayOffset() + out.writerIndex(), out.writableBytes());
        out.writerIndex(out.writerIndex() + made);
        return made;
    }

    /** Goes on behind a last block, of which there may be several in a message (RFC 7692, 7.2.3.4). */
    private boolean startsAnew() {
        Inflater known = inflater();
        int rest = known.getRemaining();
        if (!known.finished() || rest == 0) {
            return false;
        }
        known.reset();
        known.setInput(input, inputSize - rest, rest);
        return true;
    }

    private Inflater inflater() {
        Inflater known = inflater;
        if (known == null) {
            known = codecs.inflater();
            inflater = known;
        }
        return known;
    }
}
