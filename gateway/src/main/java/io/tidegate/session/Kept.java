package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.tidegate.protocol.ColdPath;
import java.util.ArrayDeque;

/** Bytes for an endpoint while there is none. Confined. */
final class Kept {
    private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>();
    private long bytes;
    private boolean disposed;

    /** Takes over {@code more}. */
    @ColdPath
    void add(ByteBuf more) {
        if (disposed) {
            more.release();
            return;
        }
        bytes += more.readableBytes();
        queue.addLast(more);
    }

    long bytes() {
        return bytes;
    }

    /** Writes all of it, without a flush; nothing is kept any more. */
    void writeTo(Channel channel) {
        while (!queue.isEmpty()) {
            channel.write(queue.removeFirst(), channel.voidPromise());
        }
        bytes = 0;
    }

    /** Throws away all of it, and what still comes. */
    void dispose() {
        disposed = true;
        queue.forEach(ByteBuf::release);
        queue.clear();
        bytes = 0;
    }
}
