package io.tidegate.upstream;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets an endpoint that came back have a growing share of the sessions that are offered to it: one of ten at first, all when
 * it has had as many as configured. Counted in sessions and not in time, so that it is as careful at night as in a rush.
 * Shared, without locks.
 */
final class SlowStart {
    private static final double LEAST_SHARE = 0.1;

    private final AtomicReference<@Nullable Progress> progress = new AtomicReference<>();

    /** @param credit offers that were not taken, as parts of a session */
    private record Progress(int sessions, double credit) {}

    /** The endpoint came back. */
    void begin() {
        progress.set(new Progress(0, 1)); // the first offer is taken
    }

    /** Whether it has less than its full share. */
    boolean isUnderWay() {
        return progress.get() != null;
    }

    /**
     * Whether it takes the session that is offered, which then counts.
     *
     * @param length sessions until it has its full share; 0 for at once
     */
    boolean takes(int length) {
        while (true) {
            Progress before = progress.get();
            if (before == null) {
                return true;
            }
            double share = Math.max(LEAST_SHARE, (before.sessions() + 1.0) / Math.max(1, length));
            boolean taken = before.credit() + share >= 1;
            Progress after = taken
                    ? new Progress(before.sessions() + 1, before.credit() + share - 1)
                    : new Progress(before.sessions(), before.credit() + share);
            if (progress.compareAndSet(before, after.sessions() >= length ? null : after)) {
                return taken;
            }
        }
    }
}
