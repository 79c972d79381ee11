package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Upstreams and endpoints that are there now; the series of others are removed. Refreshed by one scrape at a time. */
final class UpstreamMeters {
    private final MeterRegistry registry;
    private final Meters meters;
    private final MultiGauge sessionsLimit;
    private final MultiGauge connectingLimit;
    private final MultiGauge connecting;
    private final MultiGauge waiting;
    private final MultiGauge panic;
    private final MultiGauge circuit;
    private final MultiGauge up;
    private final MultiGauge state;
    private final MultiGauge sessions;
    private final MultiGauge warmConnections;
    private volatile @Nullable Supplier<List<UpstreamGauge>> now;

    /** @param meters those by endpoint or upstream among them lose the series of what is gone */
    UpstreamMeters(MeterRegistry registry, Meters meters) {
        this.registry = registry;
        this.meters = meters;
        sessionsLimit =
                gauge(registry, "upstream.sessions.limit", "Sessions that all its endpoints may have together.");
        connectingLimit = gauge(registry, "upstream.connecting.limit", "Handshakes that may be connected at once.");
        connecting = gauge(registry, "upstream.connecting", "Handshakes that are being connected to an endpoint.");
        waiting = gauge(registry, "upstream.waiting", "Handshakes in the waiting room.");
        panic = gauge(registry, "upstream.panic", "1 while so few endpoints are up that health is overridden, else 0.");
        circuit = gauge(registry, "upstream.circuit", "1 for the state that the circuit breaker is in.");
        up = gauge(registry, "endpoint.up", "1 while the endpoint is offered sessions, else 0.");
        state = gauge(registry, "endpoint.state", "1 for the state that the endpoint is in.");
        sessions = gauge(registry, "endpoint.sessions", "Sessions of the endpoint, open or being opened.");
        warmConnections = gauge(registry, "warm.connections", "Connections kept ready for sessions.");
    }

    void ask(Supplier<List<UpstreamGauge>> supplier) {
        now = supplier;
    }

    void refresh() {
        Supplier<List<UpstreamGauge>> supplier = now;
        if (supplier == null) {
            return;
        }
        List<UpstreamGauge> upstreams = supplier.get();
        sessionsLimit.register(rows(upstreams, UpstreamGauge::maxSessions), true);
        connectingLimit.register(rows(upstreams, UpstreamGauge::maxConnecting), true);
        connecting.register(rows(upstreams, UpstreamGauge::connecting), true);
        waiting.register(rows(upstreams, UpstreamGauge::waiting), true);
        panic.register(rows(upstreams, upstream -> upstream.panic() ? 1 : 0), true);
        circuit.register(rows(upstreams, UpstreamMeters::circuitTags, _ -> 1), true);
        Set<String> names = upstreams.stream().map(UpstreamGauge::name).collect(Collectors.toSet());
        for (Family<? extends Meter> family : meters.ofUpstreams()) {
            family.retain(values -> names.contains(values.getFirst()), registry::remove);
        }
        refreshEndpoints(upstreams.stream()
                .flatMap(upstream -> upstream.endpoints().stream())
                .toList());
    }

    private void refreshEndpoints(List<EndpointGauge> endpoints) {
        up.register(rows(endpoints, UpstreamMeters::tags, endpoint -> endpoint.offered() ? 1 : 0), true);
        sessions.register(rows(endpoints, UpstreamMeters::tags, EndpointGauge::sessions), true);
        warmConnections.register(rows(endpoints, UpstreamMeters::tags, EndpointGauge::warmConnections), true);
        state.register(rows(endpoints, endpoint -> tags(endpoint).and("state", endpoint.state()), _ -> 1), true);
        for (EndpointGauge endpoint : endpoints) {
            Counter counted = meters.ejections.with(endpoint.upstream(), endpoint.endpoint());
            counted.increment(Math.max(0, endpoint.ejections() - counted.count()));
        }
        Set<List<String>> named = endpoints.stream()
                .map(endpoint -> List.of(endpoint.upstream(), endpoint.endpoint()))
                .collect(Collectors.toSet());
        meters.connectAttempts.retain(values -> named.contains(values.subList(0, 2)), registry::remove);
        meters.endpointChecks.retain(values -> named.contains(values.subList(0, 2)), registry::remove);
        meters.ejections.retain(named::contains, registry::remove);
        meters.traffic.endpointRoundTrip.retain(named::contains, _ -> {});
    }

    private static List<MultiGauge.Row<?>> rows(List<UpstreamGauge> upstreams, Function<UpstreamGauge, Number> value) {
        return rows(upstreams, upstream -> Tags.of("upstream", upstream.name()), value);
    }

    private static <T> List<MultiGauge.Row<?>> rows(List<T> all, Function<T, Tags> tags, Function<T, Number> value) {
        return all.stream()
                .<MultiGauge.Row<?>>map(one -> MultiGauge.Row.of(tags.apply(one), value.apply(one)))
                .toList();
    }

    private static Tags circuitTags(UpstreamGauge upstream) {
        return Tags.of("upstream", upstream.name(), "state", upstream.circuit());
    }

    private static Tags tags(EndpointGauge endpoint) {
        return Tags.of("upstream", endpoint.upstream(), "endpoint", endpoint.endpoint());
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String help) {
        return MultiGauge.builder("tidegate." + name).description(help).register(registry);
    }
}
