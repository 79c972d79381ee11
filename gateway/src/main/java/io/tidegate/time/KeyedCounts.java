package io.tidegate.time;

import java.util.concurrent.ConcurrentHashMap;

/** How many there are of each key, up to a bound. A key of which there is none takes no memory. Shared, without waiting. */
public final class KeyedCounts {
    private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

    /**
     * Counts one more.
     *
     * @return false if there are {@code most} already; nothing is counted then
     */
    public boolean tryEnter(String key, int most) {
        while (true) {
            Integer known = counts.get(key);
            if (known != null && known >= most) {
                return false;
            }
            boolean entered =
                    known == null ? counts.putIfAbsent(key, 1) == null : counts.replace(key, known, known + 1);
            if (entered) {
                return true;
            }
        }
    }

    /** One that has entered is gone. */
    public void leave(String key) {
        counts.computeIfPresent(key, (_, known) -> known == 1 ? null : known - 1);
    }

    /** Keys of which there is at least one. */
    public int size() {
        return counts.size();
    }
}
