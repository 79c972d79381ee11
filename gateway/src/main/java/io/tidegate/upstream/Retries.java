package io.tidegate.upstream;

import io.github.resilience4j.core.IntervalFunction;
import io.tidegate.config.RetryConfig;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How many retries an upstream bears at once, and when they are due. Shared, without locks. */
public final class Retries {
    /** A budget in per cent of few handshakes would be none. */
    private static final int LEAST_AT_ONCE = 10;

    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * Takes one of the budget; {@link #done} gives it back.
     *
     * @param connecting handshakes that are being connected
     */
    boolean tryBegin(RetryConfig config, int connecting) {
        long share = (long) connecting * config.budget() / 100;
        return Places.tryTake(underWay, (int) Math.max(LEAST_AT_ONCE, share));
    }

    void done() {
        underWay.decrementAndGet();
    }

    /**
     * How long to wait before a retry: exponential, half to one and a half of it.
     *
     * @param retry 1 for the first
     */
    public static long backoffNanos(RetryConfig config, int retry) {
        IntervalFunction backoff =
                IntervalFunction.ofExponentialRandomBackoff(config.backoff(), 2, 0.5, config.maxBackoff());
        return TimeUnit.MILLISECONDS.toNanos(backoff.apply(retry));
    }
}
