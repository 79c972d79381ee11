package io.tidegate.session;

import io.tidegate.config.OnRemovedConfig;
import io.tidegate.config.Rate;
import io.tidegate.filter.Renewal;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.route.RouteChange;
import io.tidegate.session.SessionOrder.Place;
import io.tidegate.session.tap.Tap;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.SessionStory;
import io.tidegate.telemetry.SessionView;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is here: the clients that each event loop serves. Shared; {@link #add} and {@link #remove} are called on the owning
 * loop, all else from anywhere. What is asked of all loops is done in short slices, so that no loop is held up, and sees
 * each client that is there all the time exactly once.
 */
public final class SessionRegistry {
    /**
     * What ended sessions are told.
     *
     * @param code close code for the client
     * @param reason close reason for the client, at most 123 bytes in UTF-8
     */
    public record Farewell(Cause cause, int code, String reason) {
        /** For those whose route, upstream or endpoint a reload took away. */
        public static final Farewell LEFT_BEHIND =
                new Farewell(Cause.REMOVED, CloseCode.SERVICE_RESTART, "service restart");

        void to(Registered session) {
            session.kill(cause, code, reason);
        }

        /** To one of many; who is asked to come back is told when, within this time. */
        void to(Registered session, Duration comeBackWithin) {
            boolean open = session.journey().openedNanos() != 0; // before 101 there is no Close to have a reason
            session.kill(cause, code, open ? RetryAfter.drawn(reason, code, comeBackWithin) : reason);
        }
    }

    /**
     * Sessions in their order.
     *
     * @param total how many match, on all pages together
     * @param last where the last one stood; null if there are no further ones after it
     */
    public record Page(
            List<SessionView> sessions,
            long total,
            @Nullable Place last) {
        public boolean more() {
            return last != null;
        }
    }

    private final List<SessionShard> shards;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger legs = new AtomicInteger();

    public SessionRegistry(EventLoops loops) {
        this.shards = loops.loops().stream().map(SessionShard::new).toList();
    }

    /** Takes in a client of {@code loop} and tells its place, which {@link #remove} wants. */
    public int add(Loop loop, Registered session) {
        counterOf(session).incrementAndGet();
        return shards.get(loop.index()).add(session);
    }

    /**
     * Lets a client of {@code loop} go.
     *
     * @param place what {@link #add} told; not to be used again
     */
    public void remove(Loop loop, int place) {
        counterOf(shards.get(loop.index()).remove(place)).decrementAndGet();
    }

    private AtomicInteger counterOf(Registered session) {
        return session.journey().leg() == null ? count : legs;
    }

    /** The clients that are here, at once and from anywhere. */
    public int count() {
        return count.get();
    }

    /** Whether nobody is here, and no leg of a session that was. */
    public boolean isEmpty() {
        return count.get() == 0 && legs.get() == 0;
    }

    /**
     * Those that match, page by page.
     *
     * @param after the last one of the page before; null for the first page
     */
    public CompletableFuture<Page> list(
            Predicate<Journey> which, SessionOrder order, @Nullable Place after, int limit) {
        return onAll(shard -> {
                    Selection selection = new Selection(which, order, after, limit);
                    return shard.visit(selection, selection::part);
                })
                .thenApply(parts -> merge(parts, order, limit));
    }

    /** The session of that id; null if there is none. */
    public CompletableFuture<@Nullable SessionView> find(String id) {
        return list(journey -> journey.sessionId().equals(id), SessionOrder.BY_ID, null, 1)
                .thenApply(page ->
                        page.sessions().isEmpty() ? null : page.sessions().getFirst());
    }

    /** All that is told of the session of that id; null if there is none. */
    public CompletableFuture<@Nullable SessionStory> story(String id) {
        return onAll(shard -> {
                    List<SessionStory> found = new ArrayList<>(1);
                    Consumer<Registered> visitor = session -> {
                        if (session.journey().sessionId().equals(id)) {
                            found.add(SessionStory.of(session.journey(), System.nanoTime()));
                        }
                    };
                    return shard.visit(visitor, () -> found);
                })
                .thenApply(found ->
                        found.stream().flatMap(List::stream).findFirst().orElse(null));
    }

    /** Those open sessions that match, to be moved or ended one by one; {@code which} is asked on the loop of each. */
    public CompletableFuture<List<Occupant>> occupants(Predicate<Resident> which) {
        return onAll(shard -> {
                    List<Occupant> found = new ArrayList<>();
                    Consumer<Registered> visitor = session -> {
                        Resident resident = session.resident();
                        if (resident != null && which.test(resident)) {
                            found.add(new Occupant(session, resident, shard.eventLoop()));
                        }
                    };
                    return shard.visit(visitor, () -> found);
                })
                .thenApply(all -> all.stream().flatMap(List::stream).toList());
    }

    /** Ends the session of that id, and tells whether there is one. */
    public CompletableFuture<Boolean> end(String id, Farewell words) {
        return onEach(id, session -> {
                    words.to(session);
                    return true;
                })
                .thenApply(found -> !found.isEmpty());
    }

    /**
     * Has {@code tap} listen to the session of that id.
     *
     * @return whether it does, as {@link Resident#tap} tells, and not before 101; null if there is no session of that id
     */
    public CompletableFuture<@Nullable Boolean> tap(String id, Tap tap) {
        return onEach(id, session -> {
                    Resident open = session.resident();
                    return open != null && open.tap(tap);
                })
                .<@Nullable Boolean>thenApply(found -> found.isEmpty() ? null : found.getFirst());
    }

    /**
     * Has a session judge a credential in place of the one that its client came in by.
     *
     * @return null if there is no session of that id
     */
    public CompletableFuture<@Nullable Renewal> renew(String id, String credential) {
        return onEach(id, session -> renewed(session, credential))
                .thenCompose(found -> found.isEmpty() ? CompletableFuture.completedFuture(null) : found.getFirst());
    }

    /** Does {@code step} to the sessions of that id, of which there is one at most, on its loop. */
    private <T> CompletableFuture<List<T>> onEach(String id, Function<Registered, T> step) {
        return onAll(shard -> {
                    List<Registered> found = new ArrayList<>(1);
                    Consumer<Registered> visitor = session -> {
                        if (session.journey().sessionId().equals(id)) {
                            found.add(session);
                        }
                    };
                    return shard.visit(visitor, () -> found.stream().map(step).toList());
                })
                .thenApply(all -> all.stream().flatMap(List::stream).toList());
    }

    private static CompletableFuture<@Nullable Renewal> renewed(Registered session, String credential) {
        CompletionStage<Renewal> renewal = session.journey().stay().renew(credential);
        return renewal == null
                ? CompletableFuture.completedFuture(Renewal.None.NOT_RENEWABLE)
                : renewal.<@Nullable Renewal>thenApply(found -> found).toCompletableFuture();
    }

    /**
     * Ends all that match now, the quietest first, spread evenly. Those whose code is 1012 or 1013 are told when to come back. A leg
     * ends with its session if that matches too.
     *
     * @param over from the first to the last
     * @return how many will be ended, as soon as that is known
     */
    public CompletableFuture<Integer> endAll(Predicate<Journey> which, Duration over, Farewell words) {
        return endAll(which, total -> over, words);
    }

    /** As {@link #endAll(Predicate, Duration, Farewell)}, at a rate. */
    public CompletableFuture<Integer> endAll(Predicate<Journey> which, Rate rate, Farewell words) {
        return endAll(which, total -> Duration.ofNanos(total * rate.intervalNanos()), words);
    }

    /**
     * Brings all that are here over to what a reload has made of their routes, and ends those that cannot follow as each
     * change wants it.
     *
     * @param changes of the reload
     * @return how many are ended, as soon as that is known
     */
    public CompletableFuture<Integer> follow(Collection<RouteChange> changes) {
        return onAll(shard -> {
                    Followers followers = new Followers(changes);
                    return shard.visit(followers, () -> followers.departures(shard.eventLoop()));
                })
                .thenApply(byLoop -> {
                    changes.forEach(change -> start(change, byLoop));
                    return byLoop.stream()
                            .flatMap(departures -> departures.values().stream())
                            .mapToInt(Departure::size)
                            .sum();
                });
    }

    private static void start(RouteChange change, List<Map<RouteChange, Departure>> byLoop) {
        List<Departure> departures = byLoop.stream()
                .flatMap(ofLoop -> Stream.ofNullable(ofLoop.get(change)))
                .toList();
        int total = departures.stream().mapToInt(Departure::size).sum();
        Duration over = durationOf(total, change.onRemoved());
        departures.forEach(departure -> departure.start(over, RetryAfter.spread(total, over)));
    }

    private static Duration durationOf(int sessions, OnRemovedConfig onRemoved) {
        return switch (onRemoved.action()) {
            case KEEP, CLOSE -> Duration.ZERO;
            case DRAIN -> Duration.ofNanos(sessions * onRemoved.rate().intervalNanos());
        };
    }

    /** Resets all that are here; done when all loops have done so. */
    public CompletableFuture<Void> cutAll() {
        return onAll(shard -> {
                    List<Registered> found = new ArrayList<>();
                    return shard.visit(found::add, () -> found);
                })
                .thenCompose(all -> CompletableFuture.allOf(IntStream.range(0, all.size())
                        .mapToObj(i -> CompletableFuture.runAsync(
                                () -> all.get(i).forEach(Registered::cut),
                                shards.get(i).eventLoop()))
                        .toArray(CompletableFuture[]::new)));
    }

    private CompletableFuture<Integer> endAll(Predicate<Journey> which, IntFunction<Duration> over, Farewell words) {
        return onAll(shard -> {
                    Quietest found = new Quietest();
                    long nowNanos = System.nanoTime();
                    Consumer<Registered> visitor = session -> {
                        if (endsByItself(session.journey(), which)) {
                            found.add(session, nowNanos);
                        }
                    };
                    return shard.visit(visitor, () -> new Departure(shard.eventLoop(), found.inOrder(), words));
                })
                .thenApply(departures -> {
                    int total = departures.stream()
                            .mapToInt(departure -> departure.size())
                            .sum();
                    Duration time = over.apply(total);
                    departures.forEach(departure -> departure.start(time, RetryAfter.spread(total, time)));
                    return total;
                });
    }

    private static boolean endsByItself(Journey journey, Predicate<Journey> which) {
        Journey whole = journey.whole();
        return which.test(journey) && (whole == null || !which.test(whole));
    }

    private <T> CompletableFuture<List<T>> onAll(Function<SessionShard, CompletableFuture<T>> ask) {
        List<CompletableFuture<T>> answers = shards.stream().map(ask).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    private static Page merge(List<Selection.Part> parts, SessionOrder order, int limit) {
        List<Selection.Placed> sorted = parts.stream()
                .flatMap(part -> part.placed().stream())
                .sorted(Comparator.comparing(Selection.Placed::place, order))
                .toList();
        boolean more = sorted.size() > limit || parts.stream().anyMatch(Selection.Part::more);
        long total = parts.stream().mapToLong(Selection.Part::total).sum();
        List<Selection.Placed> first = sorted.stream().limit(limit).toList();
        List<SessionView> views = first.stream().map(Selection.Placed::session).toList();
        return new Page(views, total, more ? first.getLast().place() : null);
    }
}
