package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** State and sessions of the endpoints that are there now; the series of others are removed. Refreshed by one scrape at a time. */
final class EndpointMeters {
    private final MeterRegistry registry;
    private final Family<Counter> connectAttempts;
    private final MultiGauge up;
    private final MultiGauge state;
    private final MultiGauge sessions;
    private volatile @Nullable Supplier<List<EndpointGauge>> now;

    /** @param connectAttempts by upstream, endpoint and outcome */
    EndpointMeters(MeterRegistry registry, Family<Counter> connectAttempts) {
        this.registry = registry;
        this.connectAttempts = connectAttempts;
        up = gauge(registry, "endpoint.up", "1 while the endpoint is offered sessions, else 0.");
        state = gauge(registry, "endpoint.state", "1 for the state that the endpoint is in.");
        sessions = gauge(registry, "endpoint.sessions", "Sessions of the endpoint, open or being opened.");
    }

    void ask(Supplier<List<EndpointGauge>> supplier) {
        now = supplier;
    }

    void refresh() {
        Supplier<List<EndpointGauge>> supplier = now;
        if (supplier == null) {
            return;
        }
        List<EndpointGauge> endpoints = supplier.get();
        up.register(rows(endpoints, endpoint -> endpoint.up() ? 1 : 0), true);
        sessions.register(rows(endpoints, EndpointGauge::sessions), true);
        state.register(
                endpoints.stream()
                        .map(endpoint -> row(tags(endpoint).and("state", endpoint.state()), 1))
                        .toList(),
                true);
        Set<List<String>> named = endpoints.stream()
                .map(endpoint -> List.of(endpoint.upstream(), endpoint.endpoint()))
                .collect(Collectors.toSet());
        connectAttempts.retain(values -> named.contains(values.subList(0, 2)), registry::remove);
    }

    private static List<MultiGauge.Row<?>> rows(List<EndpointGauge> endpoints, Function<EndpointGauge, Number> value) {
        return endpoints.stream()
                .<MultiGauge.Row<?>>map(endpoint -> row(tags(endpoint), value.apply(endpoint)))
                .toList();
    }

    private static MultiGauge.Row<?> row(Tags tags, Number value) {
        return MultiGauge.Row.of(tags, value);
    }

    private static Tags tags(EndpointGauge endpoint) {
        return Tags.of("upstream", endpoint.upstream(), "endpoint", endpoint.endpoint());
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String help) {
        return MultiGauge.builder("tidegate." + name).description(help).register(registry);
    }
}
