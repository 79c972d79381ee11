package io.tidegate.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in the order of their quietness: who was not heard for long before who was heard just now, by powers of two of a
 * millisecond, and otherwise as they were added. Sorts nothing, so that a loop with many sessions is not held up. Confined.
 */
final class Quietest {
    private final @Nullable List<Registered>[] byZeros; // leading zeros of the milliseconds: few are a long time

    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists
    Quietest() {
        byZeros = new List[Long.SIZE + 1];
    }

    void add(Registered session, long nowNanos) {
        long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(nowNanos - session.heardNanos()));
        int zeros = Long.numberOfLeadingZeros(millis);
        List<Registered> alike = byZeros[zeros];
        if (alike == null) {
            alike = new ArrayList<>();
            byZeros[zeros] = alike;
        }
        alike.add(session);
        size++;
    }

    /** All, the quietest first. */
    List<Registered> inOrder() {
        List<Registered> all = new ArrayList<>(size);
        for (List<Registered> alike : byZeros) {
            if (alike != null) {
                all.addAll(alike);
            }
        }
        return all;
    }
}
