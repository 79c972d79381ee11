package io.tidegate.session;

import io.tidegate.session.SessionOrder.Place;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.SessionView;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The first few that match, in some order, and how many match. Filled on one loop. */
final class Selection implements Consumer<Registered> {
    private final Predicate<Journey> which;
    private final SessionOrder order;
    private final @Nullable Place after;
    private final int limit;
    private final TreeMap<Place, Journey> first;
    private boolean more;
    private long total;

    /**
     * @param placed a session and where it stood
     * @param more whether there are further ones after the last
     */
    record Part(List<Placed> placed, long total, boolean more) {}

    record Placed(Place place, SessionView session) {}

    /** @param after the last one of the page before; null for the first page */
    Selection(Predicate<Journey> which, SessionOrder order, @Nullable Place after, int limit) {
        this.which = which;
        this.order = order;
        this.after = after;
        this.limit = limit;
        this.first = new TreeMap<>(order);
    }

    @Override
    public void accept(Registered session) {
        Journey journey = session.journey();
        if (!which.test(journey)) {
            return;
        }
        total++;
        Place place = order.placeOf(journey);
        if (after == null || order.compare(place, after) > 0) {
            first.put(place, journey);
        }
        if (first.size() > limit) {
            first.pollLastEntry();
            more = true;
        }
    }

    Part part() {
        long nowNanos = System.nanoTime();
        List<Placed> placed = first.entrySet().stream()
                .map(entry -> new Placed(entry.getKey(), SessionView.of(entry.getValue(), nowNanos)))
                .toList();
        return new Part(placed, total, more);
    }
}
