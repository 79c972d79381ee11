package io.tidegate.filter.shape;

import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.time.Pace;
import io.tidegate.time.SharedRateLimit;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Sessions of one class on one direction of a bandwidth, and those of their frames that wait, first come, first served. Shared. */
final class ServiceClass {
    private final Link link;
    private final SharedRateLimit own = new SharedRateLimit(System.nanoTime());
    private final ConcurrentLinkedQueue<Place> line = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder held = new LongAdder();
    private final LongAdder heldNanos = new LongAdder();
    private volatile @Nullable Pace pace;
    private volatile int weight = 1;

    ServiceClass(Link link) {
        this.link = link;
    }

    /** From now on this is its own part. */
    void follow(Pace ownPart, int ownWeight) {
        weight = ownWeight;
        Link.restate(own, pace, ownPart);
        pace = ownPart;
    }

    /** It is configured no longer: what its sessions still send passes. */
    void leave() {
        pace = null;
    }

    boolean isConfigured() {
        return pace != null;
    }

    int weight() {
        return weight;
    }

    /** Takes for a frame that may go now; false if it has to wait, and then nothing is taken. */
    @HotPath
    boolean tryPass(long size, long nowNanos) {
        boolean passes = line.isEmpty() && (takeOwn(size, nowNanos) == 0 || link.tryBorrow(size, nowNanos));
        if (passes) {
            bytes.add(size);
        }
        return passes;
    }

    /**
     * Takes of its own part, and of the link with it.
     *
     * @return 0, or nanoseconds until there may be enough
     */
    @HotPath
    long takeOwn(long size, long nowNanos) {
        Pace part = pace;
        if (part == null) {
            return 0;
        }
        long cost = part.costNanos(size);
        long wait = -own.take(cost, part.toleranceNanos(cost), 0, nowNanos);
        if (wait == 0) {
            link.charge(size, nowNanos);
        }
        return wait;
    }

    /** What a frame of that size has to wait for. */
    Place place(long size) {
        return new Place(this, size);
    }

    void join(Place place) {
        waiting.incrementAndGet();
        link.pacer().join(line, place);
    }

    /** Who is next; null if nobody waits. */
    @Nullable
    Place first() {
        return line.peek();
    }

    /** The first one goes, or has left. */
    void letGo(Place first, long nowNanos) {
        line.remove();
        waiting.decrementAndGet();
        if (first.letGo()) {
            bytes.add(first.size());
            held.increment();
            heldNanos.add(nowNanos - first.sinceNanos());
        }
    }

    BandwidthUse use(String share, Side from, String name) {
        return new BandwidthUse(share, from, name, bytes.sum(), held.sum(), heldNanos.sum(), waiting.get());
    }
}
