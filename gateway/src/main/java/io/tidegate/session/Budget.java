package io.tidegate.session;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How many bytes may wait, and how many do. Shared; part of a larger one, or the largest. */
final class Budget {
    private final String name;
    private final AtomicLong taken;
    private final @Nullable Budget whole;
    private volatile long maxBytes;

    /**
     * @param name for metrics
     * @param taken counts what waits
     * @param whole what this one's bytes count in too
     */
    Budget(String name, AtomicLong taken, @Nullable Budget whole, long maxBytes) {
        this.name = name;
        this.taken = taken;
        this.whole = whole;
        this.maxBytes = maxBytes;
    }

    /** The process, or one route of it. */
    String name() {
        return name;
    }

    /** From now on; what was taken stays taken. */
    void limit(long newMaxBytes) {
        maxBytes = newMaxBytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    /** Takes so many bytes, or returns the budget that has no room for them, this one or a larger one. */
    @Nullable
    Budget take(long bytes) {
        long before;
        do {
            before = taken.get();
            if (bytes > maxBytes - before) {
                return this;
            }
        } while (!taken.compareAndSet(before, before + bytes));
        Budget over = whole == null ? null : whole.take(bytes);
        if (over != null) {
            taken.addAndGet(-bytes);
        }
        return over;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
        if (whole != null) {
            whole.giveBack(bytes);
        }
    }
}
