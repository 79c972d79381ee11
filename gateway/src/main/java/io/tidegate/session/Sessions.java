package io.tidegate.session;

import io.tidegate.config.GatewayConfig;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import io.tidegate.upstream.EndpointConnector;
import io.tidegate.upstream.Upstream;
import io.tidegate.upstream.Upstreams;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Takes clients from the listeners and makes sessions of them. Shared. */
public final class Sessions {
    private final Transport transport;
    private final SessionRegistry registry;
    private final Telemetry telemetry;
    private final Budgets budgets;
    private final Capacity capacity;
    private final Map<Loop, LoopCodecs> codecs = new ConcurrentHashMap<>();
    private volatile Map<String, EndpointConnector> connectors = Map.of();

    private Sessions(
            Transport transport, SessionRegistry registry, Telemetry telemetry, Budgets budgets, Capacity capacity) {
        this.transport = transport;
        this.registry = registry;
        this.telemetry = telemetry;
        this.budgets = budgets;
        this.capacity = capacity;
    }

    /** For the sessions of these upstreams, as many and with as much memory as {@code config} allows. */
    public static Sessions of(
            Upstreams upstreams,
            Transport transport,
            SessionRegistry registry,
            Telemetry telemetry,
            GatewayConfig config) {
        var budgets = new Budgets(config.memoryBudgetBytes(), telemetry);
        var capacity = new Capacity(config);
        telemetry.sessionsLimit(capacity::sessions);
        return of(upstreams, transport, registry, telemetry, budgets, capacity);
    }

    static Sessions of(
            Upstreams upstreams,
            Transport transport,
            SessionRegistry registry,
            Telemetry telemetry,
            Budgets budgets,
            Capacity capacity) {
        Sessions sessions = new Sessions(transport, registry, telemetry, budgets, capacity);
        sessions.goTo(upstreams.all());
        return sessions;
    }

    /** From now on new sessions go to these. Not to be called twice at once. */
    public void goTo(Collection<Upstream> upstreams) {
        Map<String, EndpointConnector> before = connectors;
        Map<String, EndpointConnector> now = new HashMap<>();
        for (Upstream upstream : upstreams) {
            EndpointConnector known = before.get(upstream.name());
            boolean same = known != null && known.upstream() == upstream;
            now.put(upstream.name(), same ? known : new EndpointConnector(upstream, transport, telemetry));
        }
        connectors = Map.copyOf(now);
    }

    /** Takes over a client: it leaves exactly one ending. Called on its loop; blocks nothing. */
    public void admit(Arrival arrival) {
        new Opening(this, arrival).start();
    }

    /** Null if a reload has removed the upstream of that name since its route was chosen. */
    @Nullable
    EndpointConnector connector(String upstream) {
        return connectors.get(upstream);
    }

    /** Those of {@code loop}; called on it. */
    LoopCodecs codecs(Loop loop) {
        return codecs.computeIfAbsent(loop, unseen -> new LoopCodecs());
    }

    /** How much of what may wait. */
    public Budgets budgets() {
        return budgets;
    }

    /** How many clients. */
    public Capacity capacity() {
        return capacity;
    }

    SessionRegistry registry() {
        return registry;
    }

    Telemetry telemetry() {
        return telemetry;
    }
}
