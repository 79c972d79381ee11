package io.tidegate.upstream;

import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections that one upstream keeps ready, where {@code warm-connections} says so. Shared; what is of a loop is
 * confined to it, and each method is to be called on the loop that it names.
 */
final class WarmConnections {
    private final EndpointConnector connector;
    private final Telemetry telemetry;
    private final Map<Loop, Map<Endpoint, WarmStock>> stocks = new ConcurrentHashMap<>();

    WarmConnections(EndpointConnector connector, Telemetry telemetry) {
        this.connector = connector;
        this.telemetry = telemetry;
    }

    /** The one at {@code endpoint} that has waited least, for the caller to own and to close; null if none is ready. */
    @Nullable
    EndpointConnection take(Loop loop, Endpoint endpoint) {
        WarmStock stock = of(loop).get(endpoint);
        return stock == null ? null : stock.take();
    }

    /** The endpoint agreed to a session: it is worth keeping connections to it. */
    void onServed(Loop loop, Endpoint endpoint) {
        if (connector.upstream().config().warmConnections() != null) {
            Map<Endpoint, WarmStock> ofLoop = of(loop);
            ofLoop.computeIfAbsent(endpoint, unknown -> new WarmStock(connector, loop, endpoint, ofLoop::remove))
                    .onServed();
        }
    }

    /** A connection that was taken had an answer from its endpoint. */
    void onUsed(Loop loop) {
        telemetry.loop(loop).warmConnectionUsed(connector.upstream().name());
    }

    /** A connection that was taken had none: those that have waited longer would not either. */
    void onStale(Loop loop, Endpoint endpoint) {
        telemetry.loop(loop).warmConnectionStale(connector.upstream().name());
        WarmStock stock = of(loop).get(endpoint);
        if (stock != null) {
            stock.clear();
        }
    }

    private Map<Endpoint, WarmStock> of(Loop loop) {
        return stocks.computeIfAbsent(loop, unknown -> new HashMap<>());
    }
}
