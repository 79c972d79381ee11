package io.tidegate.session;

import io.tidegate.filter.Message;
import io.tidegate.route.SlowConsumer;
import io.tidegate.telemetry.Loss;
import org.jspecify.annotations.Nullable;

/**
 * The way of messages to one side: they are written at once, or wait in the outbox while the side is full; or are for a leg
 * beside that side. Confined.
 */
final class Delivery {
    /** What is read at once may be more than the side can take: from here on it counts as full. */
    private static final int MOST_UNWRITTEN_BYTES = 64 * 1024;

    /** Frames of at most 131 bytes, and what Netty takes for each: about 64 KiB. */
    private static final int MOST_CONTROLS = 256;

    private final Peer target;
    private final MessageWriter writer;
    private final Outbox outbox;
    private final Undelivered told;
    private @Nullable Legs legs;
    private int controls;

    /** What became of a message. */
    enum Outcome {
        /** It was written, or waits. */
        ACCEPTED,
        /** It would push out another one, so early that it is better to wait for room. */
        TOO_EARLY,
        /** There is no memory to let it wait. */
        NO_MEMORY
    }

    /** @param told of messages that wait, and of those that are not delivered */
    Delivery(Peer target, MessageWriter writer, Outbox outbox, Undelivered told) {
        this.target = target;
        this.writer = writer;
        this.outbox = outbox;
        this.told = told;
    }

    /** From the start: some messages are for {@code ofSession}. */
    void branch(Legs ofSession) {
        legs = ofSession;
    }

    /** From now on {@code letters} hears of the messages that are not delivered. */
    void tell(@Nullable DeadLetters letters) {
        told.tell(letters);
    }

    MessageWriter writer() {
        return writer;
    }

    /** Other rules, for the messages from now on. */
    void bind(SlowConsumer rules) {
        outbox.bind(rules);
    }

    /** Whether messages wait here while the side is full; else their sender does. */
    boolean queues() {
        return outbox.isUsed();
    }

    /** Whether a message may go out past the outbox. */
    boolean isDirect() {
        return outbox.isEmpty() && !(outbox.isUsed() && target.isFull());
    }

    /**
     * Whether a message may go out as it came, without being written anew.
     *
     * @param unwrittenBytes what goes out with it, at most
     */
    boolean isDirect(int unwrittenBytes) {
        return legs == null && isDirect() && !(outbox.isUsed() && unwrittenBytes > MOST_UNWRITTEN_BYTES);
    }

    boolean hasWaiting() {
        return !outbox.isEmpty();
    }

    /** Whether what waits can be delivered, or never will be. */
    boolean canDeliver() {
        return !outbox.isEmpty() && !target.isFull();
    }

    /** Whether another message may be begun, or a control frame. */
    boolean hasRoom() {
        if (legs != null && legs.isFull()) {
            return false;
        }
        return outbox.isUsed() ? controls < MOST_CONTROLS || !target.isFull() : isDirect() && !target.isFull();
    }

    /** Whether {@code message} would have to wait for room, since it is too early to drop another one for it. */
    boolean isTooEarly(Message message) {
        return outbox.isTooEarly(message);
    }

    /** Sends {@code message} on its way. */
    Outcome pass(Message message) {
        Outcome ofLeg = legs == null ? null : legs.pass(message);
        return ofLeg == null ? passHere(message) : ofLeg;
    }

    private Outcome passHere(Message message) {
        if (!isDirect() && outbox.isEmpty()) {
            target.flush(); // which may make room at once
        }
        if (isDirect()) {
            target.write(writer.frame(message));
            return Outcome.ACCEPTED;
        }
        if (outbox.isTooEarly(message)) {
            return Outcome.TOO_EARLY;
        }
        boolean first = outbox.isEmpty();
        if (!outbox.add(message)) {
            return Outcome.NO_MEMORY;
        }
        if (first) {
            told.waited();
        }
        return Outcome.ACCEPTED;
    }

    /** A control frame was passed on: those do not wait here, so that many of them take room while the side is full. */
    void onControl() {
        controls = target.isFull() ? controls + 1 : 0;
    }

    /** Writes and flushes what waits, as long as there is room. */
    void deliver() {
        if (!target.isOpen() && target.kept() == null) {
            outbox.abandon();
        }
        while (canDeliver()) {
            controls = 0;
            while (canDeliver()) {
                target.write(writer.frame(outbox.next()));
            }
            target.flush();
        }
    }

    /** A message that was to be sent on is not, for the session ends. */
    void lose(Message message) {
        told.lost(message, Loss.UNDELIVERED);
    }

    /** Nothing that waits is delivered any more. */
    void abandon() {
        outbox.abandon();
    }

    /** Nothing is written any more. */
    void close() {
        outbox.abandon();
        writer.close();
    }
}
