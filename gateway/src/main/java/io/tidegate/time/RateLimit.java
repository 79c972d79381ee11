package io.tidegate.time;

import io.tidegate.protocol.HotPath;

/**
 * A limit of events or bytes per time, with a burst: the generic cell rate algorithm (ITU-T I.371, annex A, virtual scheduling),
 * where each event costs time, as {@link Pace} says how much.
 */
public interface RateLimit {
    /**
     * Takes the next permit that there will be, ahead of everybody who asks later, if it is due soon enough.
     *
     * @param costNanos of the permit
     * @param toleranceNanos how much may have been taken ahead of time
     * @param patienceNanos how long a wait is accepted; 0 for a permit that may be used now
     * @param nowNanos as {@link System#nanoTime}
     * @return nanoseconds until the permit may be used; below 0 where none was taken: those until one might be, negated
     */
    @HotPath
    long take(long costNanos, long toleranceNanos, long patienceNanos, long nowNanos);

    /** Told of what is taken from a limit. Shared. */
    interface Account {
        /**
         * So much was taken.
         *
         * @param costNanos below 0 where a permit was given back
         */
        @HotPath
        void charge(long costNanos);
    }

    /** Takes back a permit of that cost, which nobody is going to use. */
    @HotPath
    void giveBack(long costNanos);
}
