package io.tidegate.session;

import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.Transport;
import io.tidegate.upstream.EndpointConnector;
import io.tidegate.upstream.Upstream;
import io.tidegate.upstream.Upstreams;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Takes clients from the listeners and makes sessions of them. Shared. */
public final class Sessions {
    private final Map<String, EndpointConnector> connectors;
    private final SessionRegistry registry;
    private final Telemetry telemetry;

    private Sessions(Map<String, EndpointConnector> connectors, SessionRegistry registry, Telemetry telemetry) {
        this.connectors = Map.copyOf(connectors);
        this.registry = registry;
        this.telemetry = telemetry;
    }

    /** For the sessions of these upstreams. */
    public static Sessions of(Upstreams upstreams, Transport transport, SessionRegistry registry, Telemetry telemetry) {
        Map<String, EndpointConnector> connectors = new HashMap<>();
        for (Upstream upstream : upstreams.all()) {
            connectors.put(upstream.name(), new EndpointConnector(upstream, transport, telemetry));
        }
        return new Sessions(connectors, registry, telemetry);
    }

    /** Takes over a client: it leaves exactly one ending. Called on its loop; blocks nothing. */
    public void admit(Arrival arrival) {
        new Opening(this, arrival).start();
    }

    EndpointConnector connector(String upstream) {
        return Objects.requireNonNull(connectors.get(upstream), upstream);
    }

    SessionRegistry registry() {
        return registry;
    }

    Telemetry telemetry() {
        return telemetry;
    }
}
