package io.tidegate.filter.shape;

import io.tidegate.config.BandwidthConfig;
import io.tidegate.protocol.HotPath;
import io.tidegate.time.Pace;
import io.tidegate.time.SharedRateLimit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a bandwidth. Each class has its own part of it, which is there whenever the class wants it; what one leaves the
 * others may borrow. Shared, without locks.
 */
final class Link {
    private final SharedRateLimit all = new SharedRateLimit(System.nanoTime());
    private final Map<String, ServiceClass> classes = new ConcurrentHashMap<>();
    private final Pacer pacer = new Pacer(this);
    private volatile @Nullable Pace pace;

    /** From now on {@code config} holds, for those too who wait. */
    void follow(BandwidthConfig config) {
        Pace ofAll = Pace.of(config.limit().size().bytes(), config.limit().per(), config.burstBytes());
        config.classes().forEach((name, weight) -> {
            double part = (double) weight / config.weights();
            classOf(name).follow(new Pace(ofAll.unitNanos() / part, ofAll.burstNanos()), weight);
        });
        classes.forEach((name, of) -> {
            if (!config.classes().containsKey(name)) {
                of.leave();
            }
        });
        restate(all, pace, ofAll);
        pace = ofAll;
    }

    /** What is owed stays so many bytes, however long they take now. */
    static void restate(SharedRateLimit limit, @Nullable Pace before, Pace now) {
        if (before != null && before.unitNanos() != now.unitNanos()) {
            long nowNanos = System.nanoTime();
            double owedNanos = limit.waitNanos(0, nowNanos) / before.unitNanos() * now.unitNanos();
            limit.correct((long) owedNanos, nowNanos);
        }
    }

    /** There is no limit any more, and nobody waits. */
    void release() {
        pace = null;
        classes.values().forEach(ServiceClass::leave);
    }

    Map<String, ServiceClass> classes() {
        return classes;
    }

    /** The same object for each call. */
    ServiceClass classOf(String name) {
        return classes.computeIfAbsent(name, _ -> new ServiceClass(this));
    }

    Pacer pacer() {
        return pacer;
    }

    /** Takes of what others leave, if nobody waits for it. */
    @HotPath
    boolean tryBorrow(long bytes, long nowNanos) {
        return pacer.isIdle() && borrow(bytes, nowNanos) == 0;
    }

    /**
     * Takes of what others leave.
     *
     * @return 0, or nanoseconds until there may be enough
     */
    @HotPath
    long borrow(long bytes, long nowNanos) {
        Pace ofAll = pace;
        if (ofAll == null) {
            return 0;
        }
        long cost = ofAll.costNanos(bytes);
        return -all.take(cost, ofAll.toleranceNanos(cost), 0, nowNanos);
    }

    /** A class has used its own part: so much less is there to borrow. */
    @HotPath
    void charge(long bytes, long nowNanos) {
        Pace ofAll = pace;
        if (ofAll != null) {
            all.take(ofAll.costNanos(bytes), Long.MAX_VALUE, 0, nowNanos);
        }
    }
}
