package io.tidegate.session;

import io.tidegate.filter.Message;
import io.tidegate.protocol.HotPath;
import io.tidegate.telemetry.LegCounters;
import java.util.ArrayDeque;

/**
 * What filters answer to one side in place of passing on its frames: put between two messages of the other side, as they come. A
 * bounded number waits for such a place; what finds none, or nobody who reads, is not sent, and counted. Confined.
 */
final class Replies {
    private static final int MOST_WAITING = 16;
    private static final int MOST_WAITING_BYTES = 64 * 1024;

    private final Peer to;
    private final FrameRelay inbound;
    private final MessageWriter writer;
    private final LegCounters counters;
    private final ArrayDeque<Message> waiting = new ArrayDeque<>(1);
    private int waitingBytes;
    private boolean unflushed;

    /**
     * Without any yet.
     *
     * @param inbound passes on what the other side sends to {@code to}
     * @param writer makes frames for {@code to}, not compressed, since its peer's memory belongs to the other side
     * @param counters of the route
     */
    Replies(Peer to, FrameRelay inbound, MessageWriter writer, LegCounters counters) {
        this.to = to;
        this.inbound = inbound;
        this.writer = writer;
        this.counters = counters;
    }

    /** Sends {@code reply} as soon as it may stand there. */
    void send(Message reply) {
        if (waiting.isEmpty() && inbound.betweenMessages()) {
            write(reply);
        } else if (waiting.size() < MOST_WAITING && waitingBytes + reply.size() <= MOST_WAITING_BYTES) {
            waiting.addLast(reply);
            waitingBytes += reply.size();
            inbound.ends().awaitMessageEnd();
        } else {
            counters.replyLost();
        }
    }

    /** The leg is between two messages. */
    void onMessageEnd() {
        waitingBytes = 0;
        while (!waiting.isEmpty()) {
            write(waiting.removeFirst());
        }
    }

    /** Whether something was written since the last call, which is to be flushed. */
    @HotPath
    boolean hasReplied() {
        boolean was = unflushed;
        unflushed = false;
        return was;
    }

    /** The session has ended. */
    void giveUp() {
        while (waiting.poll() != null) {
            counters.replyLost();
        }
    }

    /** Whoever does not read its answers gets no more of them. */
    private void write(Message reply) {
        if (to.closeSent() || !to.isWritable()) {
            counters.replyLost();
        } else {
            to.write(writer.frame(reply));
            unflushed = true;
        }
    }
}
