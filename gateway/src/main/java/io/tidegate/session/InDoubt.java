package io.tidegate.session;

/**
 * How many messages of a client an endpoint may not have seen when it was lost: those behind the last ping of ours that it
 * answered, since it reads in order. An upper bound, as it may have read some of them. Confined.
 */
final class InDoubt {
    private long confirmed;
    private long behindPing;

    /** @param messages that were written until now */
    void pinged(long messages) {
        behindPing = messages;
    }

    /** The ping was answered. */
    void answered() {
        confirmed = behindPing;
    }

    /**
     * The endpoint is lost; what is written from now on is for another one.
     *
     * @param messages that were written until now
     */
    long lost(long messages) {
        long doubtful = messages - confirmed;
        confirmed = messages;
        behindPing = messages;
        return doubtful;
    }
}
