package io.tidegate.session;

import io.tidegate.filter.Message;
import io.tidegate.filter.content.PointerText;
import io.tidegate.protocol.Side;
import io.tidegate.route.SlowConsumer;
import io.tidegate.telemetry.Loss;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Messages that wait for a side while it is full, whole and uncompressed, oldest first. Confined. */
final class Outbox implements Reserve.Dispensable {
    /** What a message takes besides its content. */
    static final int ENTRY_BYTES = 160;

    /** A side that reads may be full for so long within one burst: nothing is dropped for that. */
    static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Side to;
    private final Reserve.Share memory;
    private final LongSupplier clock;
    private final Losses losses;
    private SlowConsumer rules;
    private @Nullable SequencedMap<Object, Message> waiting;
    private long sinceNanos;

    /** Who is told of what is not delivered. */
    @FunctionalInterface
    interface Losses {
        void lost(Message message, Loss why);
    }

    /**
     * @param memory what waits is taken from it
     * @param clock nanoseconds as {@link System#nanoTime}; not the loop's, which stands still outside of its bursts
     */
    Outbox(Side to, SlowConsumer rules, Reserve memory, LongSupplier clock, Losses losses) {
        this.to = to;
        this.rules = rules;
        this.memory = memory.share();
        this.clock = clock;
        this.losses = losses;
        memory.mayDrop(this);
    }

    /** Other rules, for the messages from now on. */
    void bind(SlowConsumer newRules) {
        rules = newRules;
    }

    /** Whether messages wait here while their side is full; else their sender does. */
    boolean isUsed() {
        return rules.queuesFor(to);
    }

    boolean isEmpty() {
        return waiting == null;
    }

    /** Whether {@code message} would push another one out so early that it is better to wait for room. */
    boolean isTooEarly(Message message) {
        return waiting != null
                && (waiting.size() >= rules.maxMessages() || memory.bytes() + cost(message) > rules.maxBytes())
                && clock.getAsLong() - sinceNanos < GRACE_NANOS;
    }

    /**
     * Lets a copy of {@code message} wait: in the place of one with the same key, or behind all others, of which the oldest
     * are dropped as far as that takes.
     *
     * @return false if there is no memory for it, even without the others
     */
    boolean add(Message message) {
        if (!memory.more(cost(message))) {
            return false;
        }
        if (waiting == null) {
            sinceNanos = clock.getAsLong();
            waiting = new LinkedHashMap<>();
        }
        Message kept = message.keep();
        Message before = waiting.put(keyOf(kept), kept);
        if (before != null) {
            memory.less(cost(before));
            losses.lost(before, Loss.CONFLATED);
        }
        while (waiting.size() > 1 && (waiting.size() > rules.maxMessages() || memory.bytes() > rules.maxBytes())) {
            dropOldest();
        }
        return true;
    }

    /** Takes out the oldest; not to be called when there is none. */
    Message next() {
        var all = Objects.requireNonNull(waiting);
        Message oldest = all.pollFirstEntry().getValue();
        if (all.isEmpty()) {
            waiting = null;
        }
        memory.less(cost(oldest));
        return oldest;
    }

    @Override
    public boolean dropOldest() {
        if (waiting == null) {
            return false;
        }
        losses.lost(next(), Loss.OLDEST);
        return true;
    }

    /** Nothing that waits is delivered any more. */
    void abandon() {
        while (waiting != null) {
            losses.lost(next(), Loss.UNDELIVERED);
        }
    }

    /** A message without a key is its own. */
    private Object keyOf(Message message) {
        PointerText pointer = rules.key();
        String key = pointer == null ? null : pointer.in(message);
        return key == null ? message : key;
    }

    private static long cost(Message message) {
        return (long) ENTRY_BYTES + message.size();
    }
}
