package io.tidegate.session;

import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.SessionView;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The first few that match, in the order of their ids, and how many match. Filled on one loop. */
final class Selection implements Consumer<Registered> {
    private final Predicate<Journey> which;
    private final @Nullable String afterId;
    private final int limit;
    private final TreeMap<String, Journey> first = new TreeMap<>();
    private boolean more;
    private long total;

    Selection(Predicate<Journey> which, @Nullable String afterId, int limit) {
        this.which = which;
        this.afterId = afterId;
        this.limit = limit;
    }

    @Override
    public void accept(Registered session) {
        Journey journey = session.journey();
        if (!which.test(journey)) {
            return;
        }
        total++;
        if (afterId == null || journey.sessionId().compareTo(afterId) > 0) {
            first.put(journey.sessionId(), journey);
        }
        if (first.size() > limit) {
            first.pollLastEntry();
            more = true;
        }
    }

    SessionRegistry.Page page() {
        long nowNanos = System.nanoTime();
        List<SessionView> views = first.values().stream()
                .map(journey -> SessionView.of(journey, nowNanos))
                .toList();
        return new SessionRegistry.Page(views, total, more);
    }
}
