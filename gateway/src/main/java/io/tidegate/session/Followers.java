package io.tidegate.session;

import io.netty.channel.EventLoop;
import io.tidegate.route.RouteChange;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Brings the clients of one loop over to what a reload has made of their routes, and keeps those that must leave. Confined. */
final class Followers implements Consumer<Registered> {
    private final Collection<RouteChange> changes;
    private final Map<RouteChange, Quietest> leaving = new HashMap<>();
    private final long nowNanos = System.nanoTime();

    /** @param changes of this reload: who must leave for an earlier one has been told */
    Followers(Collection<RouteChange> changes) {
        this.changes = changes;
    }

    @Override
    public void accept(Registered session) {
        RouteChange change = session.follow();
        if (change != null && changes.contains(change)) {
            leaving.computeIfAbsent(change, unseen -> new Quietest()).add(session, nowNanos);
        }
    }

    Map<RouteChange, Departure> departures(EventLoop eventLoop) {
        Map<RouteChange, Departure> departures = new HashMap<>();
        leaving.forEach((change, sessions) -> departures.put(
                change, new Departure(eventLoop, sessions.inOrder(), SessionRegistry.Farewell.LEFT_BEHIND)));
        return departures;
    }
}
