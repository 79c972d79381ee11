package io.tidegate.move;

import io.netty.channel.EventLoop;
import io.tidegate.config.MoveMode;
import io.tidegate.config.RebalanceConfig;
import io.tidegate.protocol.Phase;
import io.tidegate.session.Occupant;
import io.tidegate.session.Resident;
import io.tidegate.session.SessionRegistry;
import io.tidegate.telemetry.Journey;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.EndpointCondition;
import io.tidegate.upstream.Upstream;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spreads the sessions of one upstream anew after an endpoint was added or came back, round by round, until none has too many.
 * Confined to a loop that serves no sessions.
 */
final class Rebalance implements Relocation.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Rebalance.class);

    /** In which a session that is chosen finds a quiet moment; then another one is. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long MOST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final EventLoop loop;
    private final SessionRegistry registry;
    private final Upstream upstream;
    private Set<EndpointCondition> known;
    private boolean uneven = true; // perhaps
    private boolean busy;
    private boolean progressed;
    private int moved;
    private long pauseNanos;
    private long notBeforeNanos = System.nanoTime();

    Rebalance(EventLoop loop, SessionRegistry registry, Upstream upstream) {
        this.loop = loop;
        this.registry = registry;
        this.upstream = upstream;
        this.known = conditions(membersNow());
    }

    Upstream upstream() {
        return upstream;
    }

    /** Looks who has come, and begins a round if one is due. */
    void look() {
        List<Endpoint> now = membersNow();
        Set<EndpointCondition> before = known;
        known = conditions(now);
        List<Endpoint> came = now.stream()
                .filter(endpoint -> !before.contains(endpoint.condition()))
                .toList();
        if (!came.isEmpty()) {
            LOG.info("upstream {}: {} came, its sessions are spread anew", upstream.name(), came);
            uneven = true;
            pauseNanos = 0;
            notBeforeNanos = System.nanoTime();
        }
        RebalanceConfig config = upstream.config().rebalance();
        if (uneven && !busy && config != null && notBeforeNanos - System.nanoTime() <= 0) {
            begin(config);
        }
    }

    @Override
    public void onFate(Relocation.Fate fate) {
        if (fate == Relocation.Fate.MOVED || fate == Relocation.Fate.CLOSED) {
            progressed = true;
            moved++;
        }
    }

    /** Where nothing could be moved, it is tried less and less often. */
    @Override
    public void onRelocated() {
        busy = false;
        pauseNanos = progressed ? 0 : Math.clamp(2 * pauseNanos, TimeUnit.SECONDS.toNanos(1), MOST_PAUSE_NANOS);
        notBeforeNanos = System.nanoTime() + pauseNanos;
        look();
    }

    private void begin(RebalanceConfig config) {
        Map<Endpoint, Integer> excess = shares().excess(config.threshold());
        if (excess.isEmpty()) {
            LOG.debug(
                    "upstream {}: no endpoint has too many sessions, {} were moved or closed", upstream.name(), moved);
            uneven = false;
            moved = 0;
            return;
        }
        busy = true;
        progressed = false;
        registry.occupants(session -> isMovable(session, config, excess.keySet()))
                .whenCompleteAsync(
                        (found, failure) -> relocate(config, excess, found == null ? List.of() : found), loop);
    }

    private void relocate(RebalanceConfig config, Map<Endpoint, Integer> excess, List<Occupant> found) {
        List<Occupant> chosen = excess.entrySet().stream()
                .flatMap(one -> found.stream()
                        .filter(occupant ->
                                Objects.requireNonNull(occupant.endpoint()).isSame(one.getKey()))
                        .sorted(Comparator.comparingLong(Occupant::heardNanos))
                        .limit(one.getValue()))
                .toList();
        long deadlineNanos = System.nanoTime() + chosen.size() * config.rate().intervalNanos() + PATIENCE_NANOS;
        Terms terms = new Terms(config.mode(), config.rate(), deadlineNanos, Moves.POLITE);
        Pace turns = new Pace(config.rate());
        new Relocation(loop, terms, turns, () -> shares().full(), chosen, this).begin();
    }

    private static boolean isMovable(Resident session, RebalanceConfig config, Set<Endpoint> from) {
        Endpoint endpoint = session.endpoint();
        return endpoint != null
                && session.journey().phase() == Phase.RELAY
                && from.stream().anyMatch(endpoint::isSame)
                && (config.mode() != MoveMode.MIGRATE || session.isResumable())
                && !isFresh(session, config);
    }

    private static boolean isFresh(Resident session, RebalanceConfig config) {
        Journey journey = session.journey();
        boolean closes =
                config.mode() == MoveMode.POLITE || (config.mode() != MoveMode.MIGRATE && !session.isResumable());
        long since = closes ? journey.openedNanos() : journey.movedNanos();
        return since != 0 && System.nanoTime() - since < config.minInterval().toNanos();
    }

    /** By identity: who was away for a moment and came back has another one, if an equal one. */
    private static Set<EndpointCondition> conditions(List<Endpoint> endpoints) {
        Set<EndpointCondition> conditions = Collections.newSetFromMap(new IdentityHashMap<>());
        endpoints.forEach(endpoint -> conditions.add(endpoint.condition()));
        return conditions;
    }

    /** As it is now; from any thread. */
    private Shares<Endpoint> shares() {
        return new Shares<>(membersNow().stream()
                .map(endpoint -> new Shares.Load<>(endpoint, endpoint.sessions(), endpoint.weight()))
                .toList());
    }

    private List<Endpoint> membersNow() {
        return upstream.endpoints().stream()
                .filter(upstream::offersTo)
                .filter(endpoint -> endpoint.weight() > 0)
                .toList();
    }
}
