package io.tidegate.time;

import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.HotPath;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A limit for each key: made when it is first taken from, and forgotten once it is as a new one would be. So memory is held for
 * keys in use only, and for no more than a bound: keys beyond share one limit while there is no room. Shared, without locks.
 */
public final class KeyedRateLimits {
    /** Two are looked at for each that is made, so that those which are of no use are fewer than half, in the long run. */
    private static final int LOOKS = 2;

    private final int most;
    private final Runnable crowded;
    private final ConcurrentHashMap<String, Place> places = new ConcurrentHashMap<>();
    private final Queue<Place> turns = new ConcurrentLinkedQueue<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final Place others;

    /** Makes the limit of a key. */
    @FunctionalInterface
    public interface Maker {
        SharedRateLimit make(long nowNanos);
    }

    private record Place(String key, SharedRateLimit limit) {}

    /**
     * Without keys yet.
     *
     * @param most keys with a limit of their own
     * @param crowded called each time a key has to share the limit of those that found no room; must be quick
     */
    public KeyedRateLimits(int most, Runnable crowded, long nowNanos) {
        this.most = most;
        this.crowded = crowded;
        this.others = new Place("", new SharedRateLimit(nowNanos));
    }

    /** The limit of {@code key}, for one thread; costs nothing before it is taken from. */
    public RateLimit of(String key) {
        return of(key, SharedRateLimit::new);
    }

    /**
     * As {@link #of(String)}.
     *
     * @param maker of the limit, where there is none of that key; another one's holds for all who ask meanwhile
     */
    public RateLimit of(String key, Maker maker) {
        return new OfKey(key, maker);
    }

    /** Keys with a limit of their own at the moment. */
    public int size() {
        return taken.get();
    }

    /** Finds the limit of a key anew when the one that it knew was forgotten. Confined. */
    private final class OfKey implements RateLimit {
        private final String key;
        private final Maker maker;
        private @Nullable SharedRateLimit known;

        OfKey(String key, Maker maker) {
            this.key = key;
            this.maker = maker;
        }

        @HotPath
        @Override
        public long take(long costNanos, long toleranceNanos, long patienceNanos, long nowNanos) {
            SharedRateLimit limit = known == null || known == others.limit() ? find(nowNanos) : known;
            long answer = limit.take(costNanos, toleranceNanos, patienceNanos, nowNanos);
            while (answer == SharedRateLimit.RETIRED) {
                limit = find(nowNanos);
                answer = limit.take(costNanos, toleranceNanos, patienceNanos, nowNanos);
            }
            return answer;
        }

        @HotPath
        @Override
        public void giveBack(long costNanos) {
            if (known != null) {
                known.giveBack(costNanos);
            }
        }

        @ColdPath
        private SharedRateLimit find(long nowNanos) {
            SharedRateLimit found = place(key, maker, nowNanos).limit();
            known = found;
            return found;
        }
    }

    private Place place(String key, Maker maker, long nowNanos) {
        Place known = places.get(key);
        if (known != null && !known.limit().isRetired()) {
            return known;
        }
        if (known != null) {
            forget(known); // whoever retired it is about to do the same
        }
        forgetUnused(nowNanos);
        if (!hasRoom()) {
            crowded.run();
            return others;
        }
        var made = new Place(key, maker.make(nowNanos));
        Place before = places.putIfAbsent(key, made);
        if (before != null) {
            taken.decrementAndGet();
            return before;
        }
        turns.add(made);
        return made;
    }

    private boolean hasRoom() {
        if (taken.incrementAndGet() <= most) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    private void forgetUnused(long nowNanos) {
        for (int i = 0; i < LOOKS; i++) {
            Place next = turns.poll();
            if (next != null && next.limit().retire(nowNanos)) {
                forget(next);
            } else if (next != null) {
                turns.add(next);
            }
        }
    }

    private void forget(Place place) {
        if (places.remove(place.key(), place)) {
            taken.decrementAndGet();
        }
    }
}
