package io.tidegate.time;

import io.tidegate.protocol.HotPath;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A {@link RateLimit} that threads share, and whose rate may change from call to call. Shared, without locks. */
public final class SharedRateLimit implements RateLimit {
    /** What {@link #take} answers once the limit is {@linkplain #retire retired}. */
    static final long RETIRED = Long.MIN_VALUE;

    /** A debt does not grow beyond; decades. */
    static final long MOST_AHEAD_NANOS = 1L << 61;

    private final AtomicLong theoreticalArrivalNanos;
    private final @Nullable Account account;

    /** @param nowNanos as {@link System#nanoTime} */
    public SharedRateLimit(long nowNanos) {
        this(nowNanos, null);
    }

    /** @param account told of what is taken; null for nobody */
    public SharedRateLimit(long nowNanos, @Nullable Account account) {
        this.theoreticalArrivalNanos = new AtomicLong(moment(nowNanos));
        this.account = account;
    }

    @HotPath
    @Override
    public long take(long costNanos, long toleranceNanos, long patienceNanos, long nowNanos) {
        while (true) {
            long arrival = theoreticalArrivalNanos.get();
            if (arrival == RETIRED) {
                return RETIRED;
            }
            long ahead = Math.max(0, arrival - nowNanos); // a difference, so that nanoTime may wrap
            long wait = Math.max(0, ahead - toleranceNanos);
            if (wait > patienceNanos) {
                return -wait;
            }
            long next = moment(nowNanos + Math.min(MOST_AHEAD_NANOS, ahead + costNanos));
            if (theoreticalArrivalNanos.compareAndSet(arrival, next)) {
                charge(costNanos);
                return wait;
            }
        }
    }

    @HotPath
    @Override
    public void giveBack(long costNanos) {
        long arrival = theoreticalArrivalNanos.get();
        while (arrival != RETIRED && !theoreticalArrivalNanos.compareAndSet(arrival, moment(arrival - costNanos))) {
            arrival = theoreticalArrivalNanos.get();
        }
        charge(-costNanos);
    }

    @HotPath
    private void charge(long costNanos) {
        if (account != null) {
            account.charge(costNanos);
        }
    }

    /** So much has been taken ahead of time, as is known from elsewhere. */
    public void correct(long aheadNanos, long nowNanos) {
        long next = moment(nowNanos + Math.clamp(aheadNanos, 0, MOST_AHEAD_NANOS));
        long arrival = theoreticalArrivalNanos.get();
        while (arrival != RETIRED && !theoreticalArrivalNanos.compareAndSet(arrival, next)) {
            arrival = theoreticalArrivalNanos.get();
        }
    }

    /**
     * Takes one permit if the rate allows it.
     *
     * @param intervalNanos between two permits at the limit; at least 1
     * @param toleranceNanos how much of the time ahead may be used at once
     * @return false if refused; a refused call costs no permit
     */
    public boolean tryTake(long intervalNanos, long toleranceNanos, long nowNanos) {
        return take(intervalNanos, toleranceNanos, 0, nowNanos) == 0;
    }

    /**
     * Takes the next permit that there will be, ahead of everybody who asks later.
     *
     * @return nanoseconds until it may be used; 0 for now
     */
    public long take(long intervalNanos, long toleranceNanos, long nowNanos) {
        return take(intervalNanos, toleranceNanos, Long.MAX_VALUE, nowNanos);
    }

    /** Nanoseconds until {@link #tryTake} may succeed, if nobody else takes that permit. */
    public long waitNanos(long toleranceNanos, long nowNanos) {
        return Math.max(0, theoreticalArrivalNanos.get() - nowNanos - toleranceNanos);
    }

    /**
     * Ends the limit if it is as a new one would be: nothing has been taken ahead of time.
     *
     * @return whether it is retired, by this call or an earlier one
     */
    boolean retire(long nowNanos) {
        long arrival = theoreticalArrivalNanos.get();
        return arrival == RETIRED
                || (arrival - nowNanos <= 0 && theoreticalArrivalNanos.compareAndSet(arrival, RETIRED));
    }

    boolean isRetired() {
        return theoreticalArrivalNanos.get() == RETIRED;
    }

    /** A time that is not mistaken for the mark; a nanosecond does not matter. */
    @HotPath
    private static long moment(long nanos) {
        return nanos == RETIRED ? nanos + 1 : nanos;
    }
}
