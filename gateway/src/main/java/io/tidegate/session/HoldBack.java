package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * Holds back what an endpoint has sent of a message until all of it is there, so that no client is left with half of a
 * message whose other half nobody has. A message over the limit, or for which the memory budgets have no room, is let through as
 * it comes. Confined.
 */
final class HoldBack {
    private final Peer target;
    private final long maxBytes;
    private final Reserve.Share room;
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(2);
    private long bytes;
    private boolean exposed;

    HoldBack(Peer target, long maxBytes, Reserve.Share room) {
        this.target = target;
        this.maxBytes = maxBytes;
        this.room = room;
    }

    /**
     * Passes on what stands in {@code buffer}, borrowed, from {@code from} up to {@code boundary}, with all that was held
     * back, and keeps what stands from there to {@code to}.
     *
     * @param boundary behind the last frame that ended between two messages; below {@code from} where none did
     */
    void write(ByteBuf buffer, int from, int boundary, int to) {
        int rest = from;
        if (boundary >= from) {
            release();
            target.writePart(buffer, from, boundary);
            exposed = false;
            rest = boundary;
        }
        if (to <= rest) {
            return;
        }
        if (!exposed && !mayHold(to - rest)) {
            release();
            exposed = true;
        }
        if (exposed) {
            target.writePart(buffer, rest, to);
        } else {
            held.addLast(buffer.retainedSlice(rest, to - rest));
            bytes += to - rest;
        }
    }

    private boolean mayHold(int more) {
        return bytes + more <= maxBytes && room.hold(bytes + more);
    }

    /** Whether the client has had part of a message that is not whole yet. */
    boolean isExposed() {
        return exposed;
    }

    /** Passes on all that is held back. */
    void release() {
        while (!held.isEmpty()) {
            target.write(held.removeFirst());
        }
        bytes = 0;
        room.hold(0);
    }

    /** What is held back is not to be passed on: there will be no more of it. */
    void drop() {
        held.forEach(ByteBuf::release);
        held.clear();
        bytes = 0;
        room.hold(0);
        exposed = false;
    }
}
