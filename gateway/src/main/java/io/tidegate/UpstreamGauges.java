package io.tidegate;

import io.tidegate.config.Units;
import io.tidegate.telemetry.EndpointGauge;
import io.tidegate.telemetry.UpstreamGauge;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import io.tidegate.upstream.Upstreams;
import java.util.List;

/** Upstreams as the metrics show them. */
final class UpstreamGauges {
    private UpstreamGauges() {}

    static List<UpstreamGauge> of(Upstreams upstreams) {
        return upstreams.all().stream().map(UpstreamGauges::of).toList();
    }

    private static UpstreamGauge of(Upstream upstream) {
        return new UpstreamGauge(
                upstream.name(),
                upstream.config().maxSessions(),
                upstream.config().maxConnecting(),
                upstream.admission().connecting(),
                upstream.admission().waiting(),
                upstream.isInPanic(),
                upstream.breakerState(),
                upstream.endpoints().stream()
                        .map(endpoint -> of(upstream, endpoint))
                        .toList());
    }

    private static EndpointGauge of(Upstream upstream, Endpoint endpoint) {
        return new EndpointGauge(
                upstream.name(),
                endpoint.id(),
                Units.kebab(endpoint.state().name()),
                upstream.offersTo(endpoint),
                endpoint.sessions(),
                endpoint.ejections(),
                endpoint.warmConnections());
    }
}
