package io.tidegate.session.replay;

import io.tidegate.filter.Message;
import org.jspecify.annotations.Nullable;

/** A message of the client that is recorded, and what is known of its answer. Confined. */
final class Entry {
    private final Ledger.Place place;
    private final @Nullable Message message;
    private final long number;
    private boolean barrier;
    private boolean awaited = true;
    private boolean answered;
    private boolean forgotten;

    /** @param message null if it is not to be sent again */
    Entry(Ledger.Place place, @Nullable Message message, long number) {
        this.place = place;
        this.message = message;
        this.number = number;
    }

    /** Nothing may follow it to another endpoint before its answer has come. */
    void makeBarrier() {
        barrier = true;
    }

    boolean isBarrier() {
        return barrier;
    }

    Ledger.Place place() {
        return place;
    }

    @Nullable
    Message message() {
        return message;
    }

    /** Among those of its ledger: a later one has a higher number. */
    long number() {
        return number;
    }

    /** What it costs to record it. */
    long bytes() {
        return place.key().length() + (message == null ? 0L : message.size());
    }

    /** It is sent again, and so answered again. */
    void sentAgain() {
        awaited = true;
    }

    /** Whether its answer has yet to come from the endpoint that it was sent to last. */
    boolean isAwaited() {
        return awaited && !forgotten;
    }

    /** Whether the client has had an answer. */
    boolean isAnswered() {
        return answered;
    }

    /**
     * An answer has come.
     *
     * @return whether it is the first, which the client is to have
     */
    boolean answer() {
        boolean first = !answered;
        awaited = false;
        answered = true;
        return first;
    }

    /** It is recorded no more. */
    void forget() {
        forgotten = true;
    }

    boolean isForgotten() {
        return forgotten;
    }
}
