package io.tidegate.session;

import io.tidegate.filter.Message;

/** The way of messages of filters back to who sent the message that they answer. Confined. */
final class WayBack {
    private final Peer sender;
    private final MessageWriter writer;
    private boolean answered;
    private boolean unflushed;

    WayBack(Peer sender, MessageWriter writer) {
        this.sender = sender;
        this.writer = writer;
    }

    /** Another message is dealt with. */
    void next() {
        answered = false;
    }

    /** Answers it, unless the sender was sent a Close. */
    void send(Message answer) {
        if (!sender.closeSent()) {
            sender.write(writer.frame(answer));
            answered = true;
            unflushed = true;
        }
    }

    /** Whether the last message was answered and its sender takes no more. */
    boolean isFull() {
        return answered && sender.isFull();
    }

    /** Whether there is something to be flushed; not from now on. */
    boolean wasUsed() {
        boolean was = unflushed;
        unflushed = false;
        return was;
    }
}
