package io.tidegate.filter.shape;

import io.tidegate.protocol.HotPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets those go who wait for a link: first who finds enough in the own part of its class, and of what is left those whose class
 * has borrowed least for its weight (start-time fair queueing, Goyal, Vin and Cheng, over the classes). A virtual thread, for as
 * long as anybody waits; all but {@link #join} and {@link #isIdle} is its own.
 */
final class Pacer implements Runnable {
    private static final long LEAST_NANOS = 1_000_000;
    private static final long MOST_NANOS = 4_000_000; // who comes meanwhile may be sooner than who is first now

    private final Link link;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<ServiceClass, Double> borrowed = new HashMap<>(); // for its weight, as reached then
    private double reached;
    private long soonestNanos;

    Pacer(Link link) {
        this.link = link;
    }

    @HotPath
    boolean isIdle() {
        return waiting.get() == 0;
    }

    /** From the event loops. */
    void join(Queue<Place> line, Place place) {
        boolean alone = waiting.getAndIncrement() == 0;
        line.add(place);
        if (alone) {
            Thread.ofVirtual().name("bandwidth").start(this);
        }
    }

    @Override
    public void run() {
        while (true) {
            long nowNanos = System.nanoTime();
            ServiceClass next = next(nowNanos);
            if (next == null) {
                LockSupport.parkNanos(Math.clamp(soonestNanos, LEAST_NANOS, MOST_NANOS));
            } else {
                next.letGo(Objects.requireNonNull(next.first()), nowNanos);
                if (waiting.decrementAndGet() == 0) {
                    return; // another one may run by now: nothing of this is its any more
                }
            }
        }
    }

    /** Whose first one may go, for which has been taken what it costs; or has left. Null if all have to wait. */
    private @Nullable ServiceClass next(long nowNanos) {
        ServiceClass leastBorrowed = null;
        soonestNanos = MOST_NANOS;
        for (ServiceClass each : link.classes().values()) {
            Place first = each.first();
            if (first == null) {
                continue;
            }
            long wait = first.hasLeft() ? 0 : each.takeOwn(first.size(), nowNanos);
            if (wait == 0) {
                return each;
            }
            soonestNanos = Math.min(soonestNanos, wait);
            leastBorrowed = leastBorrowed == null || start(each) < start(leastBorrowed) ? each : leastBorrowed;
        }
        return leastBorrowed != null && borrows(leastBorrowed, nowNanos) ? leastBorrowed : null;
    }

    private boolean borrows(ServiceClass of, long nowNanos) {
        long size = Objects.requireNonNull(of.first()).size();
        long wait = link.borrow(size, nowNanos);
        soonestNanos = Math.min(soonestNanos, wait);
        if (wait > 0) {
            return false;
        }
        reached = start(of);
        borrowed.put(of, reached + (double) size / of.weight());
        return true;
    }

    /** Where its next loan starts: a class that has not borrowed for a while saves nothing up. */
    private double start(ServiceClass of) {
        return Math.max(reached, borrowed.getOrDefault(of, 0.0));
    }
}
