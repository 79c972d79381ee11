package io.tidegate.move;

import io.netty.channel.EventLoop;
import io.tidegate.config.MoveMode;
import io.tidegate.config.Rate;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.session.MoveResult;
import io.tidegate.session.Occupant;
import io.tidegate.session.SessionRegistry;
import io.tidegate.session.SessionRegistry.Farewell;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.EndpointCondition.Mode;
import io.tidegate.upstream.Upstream;
import io.tidegate.upstream.Upstreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What brings sessions from one endpoint to others on purpose, as operator and configuration want it. Shared. */
public final class Moves implements AutoCloseable {
    static final Farewell POLITE = new Farewell(Cause.MOVED_POLITE, CloseCode.SERVICE_RESTART, "service restart");

    /** In which the sessions of an endpoint that was removed find a quiet moment. */
    private static final Duration ON_REMOVED = Duration.ofSeconds(10);

    private final SessionRegistry registry;
    private final EventLoop loop;
    private final Rebalancing rebalancing;
    private final List<Evacuation> evacuations = new ArrayList<>(); // confined to the loop

    /** How an endpoint is to be evacuated. */
    public record Wish(MoveMode mode, Rate rate, Duration deadline) {}

    private Moves(EventLoop loop, SessionRegistry registry) {
        this.registry = registry;
        this.loop = loop;
        this.rebalancing = new Rebalancing(loop, registry);
    }

    /** Rebalances from now on what is to be; does the rest when asked. To be closed before {@code upstreams}. */
    public static Moves start(Upstreams upstreams, SessionRegistry registry) {
        Moves moves = new Moves(upstreams.housekeeping(), registry);
        moves.follow(upstreams.all());
        return moves;
    }

    /** Rebalances these upstreams from now on, as their configurations say now. */
    public void follow(Collection<Upstream> upstreams) {
        rebalancing.follow(upstreams);
    }

    @Override
    public void close() {
        rebalancing.close();
    }

    /**
     * Takes {@code endpoint} out of use, and empties it.
     *
     * @return how it begins; null if it is being evacuated already, and nothing was done
     */
    public CompletableFuture<@Nullable Progress> evacuate(Upstream upstream, Endpoint endpoint, Wish wish) {
        return onLoop(() -> {
            Evacuation before = find(endpoint);
            if (before != null && !before.isOver()) {
                return null;
            }
            takeOut(upstream, endpoint);
            Terms terms = new Terms(
                    wish.mode(),
                    wish.rate(),
                    System.nanoTime() + wish.deadline().toNanos(),
                    POLITE);
            Evacuation evacuation = new Evacuation(
                    loop,
                    registry,
                    Set.of(endpoint),
                    terms,
                    () -> endpoint.condition().mode() != Mode.READY);
            evacuations.removeIf(other -> other.isOf(endpoint) || (other.isOver() && !isKnown(upstream, other)));
            evacuations.add(evacuation);
            evacuation.begin();
            return evacuation.progress();
        });
    }

    /** The last evacuation of {@code endpoint}, whether it goes on or not; null if there was none. */
    public CompletableFuture<@Nullable Progress> progress(Endpoint endpoint) {
        return onLoop(() -> {
            Evacuation found = find(endpoint);
            return found == null ? null : found.progress();
        });
    }

    /** The last evacuations of those {@code endpoints} that had one, as {@link #progress} tells each. */
    public CompletableFuture<Map<Endpoint, Progress>> progressOf(Collection<Endpoint> endpoints) {
        return onLoop(() -> {
            Map<Endpoint, Progress> found = new LinkedHashMap<>();
            for (Endpoint endpoint : endpoints) {
                Evacuation evacuation = find(endpoint);
                if (evacuation != null) {
                    found.put(endpoint, evacuation.progress());
                }
            }
            return found;
        });
    }

    /** Lets the evacuation of {@code endpoint} stand still, or go on; does nothing if there is none, or it is over. */
    public CompletableFuture<@Nullable Progress> pause(Endpoint endpoint, boolean whether) {
        return onLoop(() -> {
            Evacuation found = find(endpoint);
            if (found != null) {
                found.pause(whether);
            }
            return found == null ? null : found.progress();
        });
    }

    /** Calls off the evacuation of {@code endpoint}, whose mode stays; does nothing if there is none, or it is over. */
    public CompletableFuture<@Nullable Progress> cancel(Endpoint endpoint) {
        return onLoop(() -> {
            Evacuation found = find(endpoint);
            if (found != null) {
                found.cancel();
            }
            return found == null ? null : found.progress();
        });
    }

    /** A reload has removed these endpoints: moves their sessions to others of their upstream, or ends them. */
    public void leave(Collection<Endpoint> removed, Rate rate) {
        loop.execute(() -> {
            long deadlineNanos = System.nanoTime() + ON_REMOVED.toNanos();
            Terms terms = new Terms(MoveMode.MIGRATE_OR_POLITE, rate, deadlineNanos, Farewell.LEFT_BEHIND);
            new Evacuation(loop, registry, Set.copyOf(removed), terms, () -> true).begin();
        });
    }

    /**
     * Moves the session of that id to another endpoint, as soon as it is quiet.
     *
     * @param deadline until when it may wait to be
     * @return what came of it; null if there is no session of that id
     */
    public CompletableFuture<@Nullable MoveResult> move(String sessionId, Duration deadline) {
        return registry.occupants(session -> session.journey().sessionId().equals(sessionId))
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.<@Nullable MoveResult>completedFuture(null)
                        : move(found.getFirst(), deadline));
    }

    private static CompletableFuture<@Nullable MoveResult> move(Occupant session, Duration deadline) {
        SingleMove order = new SingleMove(System.nanoTime() + deadline.toNanos());
        session.move(order);
        return order.result();
    }

    /** Where a cookie brings clients back to a draining endpoint, it takes nobody at all, or it would never be empty. */
    private static void takeOut(Upstream upstream, Endpoint endpoint) {
        Mode now = endpoint.condition().mode();
        boolean sticky = upstream.config().sticky() != null;
        Mode out = now == Mode.MAINTENANCE || sticky ? Mode.MAINTENANCE : Mode.DRAINING;
        if (now != out) {
            upstream.operate(endpoint, out, endpoint.condition().weight());
        }
    }

    private static boolean isKnown(Upstream upstream, Evacuation evacuation) {
        return upstream.endpoints().stream().anyMatch(evacuation::isOf);
    }

    private @Nullable Evacuation find(Endpoint endpoint) {
        return evacuations.stream()
                .filter(evacuation -> evacuation.isOf(endpoint))
                .findFirst()
                .orElse(null);
    }

    private <T extends @Nullable Object> CompletableFuture<T> onLoop(Supplier<T> what) {
        return CompletableFuture.supplyAsync(what, loop);
    }
}
