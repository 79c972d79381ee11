package io.tidegate.session;

import io.tidegate.config.LegConfig;
import io.tidegate.filter.Message;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Messages for a leg that is not open, in the order in which they came. Confined. */
final class LegQueue {
    private final Reserve.Share memory;
    private final ArrayDeque<Message> messages = new ArrayDeque<>(1);

    /** @param memory what waits is taken from it */
    LegQueue(Reserve.Share memory) {
        this.memory = memory;
    }

    /** Lets a copy of {@code message} wait; false if there is no memory for it. */
    boolean add(Message message) {
        if (!memory.more(cost(message))) {
            return false;
        }
        messages.addLast(message.keep());
        return true;
    }

    /** Whether no more may wait: whoever sends them is to wait. */
    boolean isFull(LegConfig limits) {
        return messages.size() >= limits.messages()
                || memory.bytes() >= limits.buffer().bytes();
    }

    /** Takes all out. */
    void forEach(Consumer<Message> taker) {
        for (Message next = messages.pollFirst(); next != null; next = messages.pollFirst()) {
            memory.less(cost(next));
            taker.accept(next);
        }
    }

    private static long cost(Message message) {
        return (long) Outbox.ENTRY_BYTES + message.size();
    }
}
