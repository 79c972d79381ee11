package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** What the messages of one loop's sessions are taken apart and put together with, to be borrowed. Confined. */
final class LoopCodecs {
    /** What a {@link #smallBuffer} has room for. */
    static final int SMALL_BYTES = 4096;

    private static final int MOST_IDLE = 16;

    private final SecureRandom random = new SecureRandom();
    private final byte[] randomBytes = new byte[4096];
    private final byte[] scratch = new byte[8 * 1024];
    private final ArrayDeque<Inflater> inflaters = new ArrayDeque<>(MOST_IDLE);
    private final ArrayDeque<Deflater> deflaters = new ArrayDeque<>(MOST_IDLE);
    private final ArrayDeque<ByteBuf> smallBuffers = new ArrayDeque<>(MOST_IDLE);
    private int randomLeft;

    /** For the moment; its length is a multiple of 4. */
    byte[] scratch() {
        return scratch;
    }

    /** An empty one with an array, for a message that is done with soon: cheaper than a pooled one. */
    ByteBuf smallBuffer() {
        ByteBuf idle = smallBuffers.pollLast();
        return idle == null ? Unpooled.buffer(SMALL_BYTES, SMALL_BYTES) : idle;
    }

    void giveBackSmall(ByteBuf buffer) {
        if (smallBuffers.size() < MOST_IDLE) {
            smallBuffers.addLast(buffer.clear());
        } else {
            buffer.release();
        }
    }

    /** One without a memory, for raw deflate. */
    Inflater inflater() {
        Inflater idle = inflaters.pollLast();
        return idle == null ? new Inflater(true) : idle;
    }

    void giveBack(Inflater inflater) {
        if (inflaters.size() < MOST_IDLE) {
            inflater.reset();
            inflaters.addLast(inflater);
        } else {
            inflater.end();
        }
    }

    /** One without a memory, for raw deflate. */
    Deflater deflater(int level) {
        Deflater idle = deflaters.pollLast();
        Deflater deflater = idle == null ? new Deflater(level, true) : idle;
        deflater.setLevel(level);
        return deflater;
    }

    void giveBack(Deflater deflater) {
        if (deflaters.size() < MOST_IDLE) {
            deflater.reset();
            deflaters.addLast(deflater);
        } else {
            deflater.end();
        }
    }

    /** A fresh masking key, which nobody can foresee (RFC 6455, 10.3). */
    int maskingKey() {
        if (randomLeft == 0) {
            random.nextBytes(randomBytes);
            randomLeft = randomBytes.length;
        }
        randomLeft -= 4;
        return randomBytes[randomLeft] << 24
                | (randomBytes[randomLeft + 1] & 0xFF) << 16
                | (randomBytes[randomLeft + 2] & 0xFF) << 8
                | (randomBytes[randomLeft + 3] & 0xFF);
    }
}
