package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.HotPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came in and is not dealt with: the start of a header or control frame, and, while the walk is stopped, all that
 * follows. Confined.
 */
final class Backlog {
    private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>(1);
    private @Nullable ByteBuf start;

    /** Takes over {@code bytes}, behind all that waits. */
    @HotPath
    void add(ByteBuf bytes) {
        queue.addLast(bytes);
    }

    /** Takes over what the walk stopped in, before all that waits. */
    @HotPath
    void addFirst(ByteBuf bytes) {
        queue.addFirst(bytes);
    }

    /** Takes over what came with the bytes that the walk stopped in, and behind these. */
    @HotPath
    void addSecond(ByteBuf bytes) {
        ByteBuf first = queue.removeFirst();
        queue.addFirst(bytes);
        queue.addFirst(first);
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** How many bytes wait. */
    long bytes() {
        long sum = 0;
        for (ByteBuf each : queue) {
            sum += each.readableBytes();
        }
        return sum;
    }

    /** All that waits, and a start that is kept; stays here. */
    List<ByteBuf> list() {
        List<ByteBuf> all = new ArrayList<>(queue);
        if (start != null) {
            all.add(start);
        }
        return all;
    }

    /** What the walk stopped in; stays here. */
    ByteBuf first() {
        return queue.getFirst();
    }

    /** Hands over what waits first. */
    ByteBuf removeFirst() {
        return queue.removeFirst();
    }

    /** Keeps a partial header or control frame, so that the buffer it came in can go on. */
    @HotPath
    void keepStart(ByteBuf bytes, int at, int end) {
        start = bytes.alloc().ioBuffer(ControlFrames.MAX_BYTES).writeBytes(bytes, at, end - at);
        bytes.writerIndex(at);
    }

    /**
     * Hands over the start that was kept, with as much of {@code bytes} behind it as may belong to it; {@code bytes} is
     * borrowed.
     *
     * @return null where none was kept, or {@code bytes} has nothing to go on with
     */
    @HotPath
    @Nullable
    ByteBuf removeStart(ByteBuf bytes) {
        ByteBuf kept = start;
        if (kept == null || !bytes.isReadable()) {
            return null;
        }
        start = null;
        kept.writeBytes(bytes, Math.min(bytes.readableBytes(), ControlFrames.MAX_BYTES - kept.readableBytes()));
        return kept;
    }

    /** Throws away all that is kept. */
    void dispose() {
        if (start != null) {
            start.release();
            start = null;
        }
        queue.forEach(ByteBuf::release);
        queue.clear();
    }
}
