package io.tidegate.control;

import io.tidegate.config.ConfigDiff;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.GatewayConfig;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.control.ReloadReport.Change;
import io.tidegate.control.ReloadReport.How;
import io.tidegate.control.ReloadReport.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Two configurations held against each other: what a change from one to the other does. Confined. */
final class Comparison {
    private static final String ENDPOINTS = "endpoints";

    private final GatewayConfig before;
    private final GatewayConfig after;
    private final OpenSessions sessions;
    private final List<Change> found = new ArrayList<>();

    /** How many sessions there are of each. */
    interface OpenSessions {
        int ofRoute(String route);

        int ofUpstream(String upstream);

        int atEndpoint(String upstream, EndpointConfig endpoint);
    }

    Comparison(GatewayConfig before, GatewayConfig after, OpenSessions sessions) {
        this.before = before;
        this.after = after;
        this.sessions = sessions;
    }

    /**
     * All that is different.
     *
     * @param renewedListeners those whose files of TLS changed, if nothing else did
     * @param renewedUpstreams likewise
     */
    List<Change> changes(Set<String> renewedListeners, Set<String> renewedUpstreams) {
        setting("drain", before.drain(), after.drain());
        setting("reload", before.reload(), after.reload());
        if (!Objects.equals(before.maxSessions(), after.maxSessions())) {
            found.add(new Change(Kind.SETTING, "max-sessions", How.CHANGED, List.of(), 0));
        }
        if (!Objects.equals(before.maxHandshakes(), after.maxHandshakes())) {
            found.add(new Change(Kind.SETTING, "max-handshakes", How.CHANGED, List.of(), 0));
        }
        if (!Objects.equals(before.memoryBudget(), after.memoryBudget())) {
            found.add(new Change(Kind.SETTING, "memory-budget", How.CHANGED, List.of(), 0));
        }
        if (!before.bandwidth().equals(after.bandwidth())) {
            found.add(new Change(Kind.SETTING, "bandwidth", How.CHANGED, List.of(), 0));
        }
        compare(Kind.LISTENER, before.listeners(), after.listeners(), keysOr(renewedListeners), name -> 0);
        compare(
                Kind.UPSTREAM,
                before.upstreams(),
                after.upstreams(),
                (name, keys) -> keysOr(renewedUpstreams)
                        .apply(
                                name,
                                keys.stream()
                                        .filter(key -> !key.equals(ENDPOINTS))
                                        .toList()),
                sessions::ofUpstream);
        before.upstreams()
                .forEach((name, config) ->
                        endpoints(name, config, after.upstreams().get(name)));
        after.upstreams().forEach((name, config) -> {
            if (!before.upstreams().containsKey(name)) {
                endpoints(name, null, config);
            }
        });
        compare(Kind.ROUTE, before.routes(), after.routes(), (name, keys) -> keys, sessions::ofRoute);
        return found;
    }

    /** The entries of {@code before} that lead where none of {@code after} does. */
    static List<EndpointConfig> removed(UpstreamConfig before, @Nullable UpstreamConfig after) {
        Map<String, EndpointConfig> stay = byAddress(after);
        return byAddress(before).entrySet().stream()
                .filter(entry -> !stay.containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void setting(String name, Record old, Record now) {
        List<String> keys = ConfigDiff.keys(old, now);
        if (!keys.isEmpty()) {
            found.add(new Change(Kind.SETTING, name, How.CHANGED, keys, 0));
        }
    }

    private <C extends Record> void compare(
            Kind kind,
            Map<String, C> old,
            Map<String, C> now,
            BiFunction<String, List<String>, List<String>> shownKeys,
            ToIntFunction<String> count) {
        old.forEach((name, config) -> {
            C other = now.get(name);
            if (other == null) {
                found.add(new Change(kind, name, How.REMOVED, List.of(), count.applyAsInt(name)));
                return;
            }
            List<String> keys = shownKeys.apply(name, ConfigDiff.keys(config, other));
            if (!keys.isEmpty()) {
                int touched = kind == Kind.ROUTE ? count.applyAsInt(name) : 0;
                found.add(new Change(kind, name, How.CHANGED, keys, touched));
            }
        });
        now.keySet().stream()
                .filter(name -> !old.containsKey(name))
                .forEach(name -> found.add(new Change(kind, name, How.ADDED, List.of(), 0)));
    }

    private static BiFunction<String, List<String>, List<String>> keysOr(Set<String> renewed) {
        return (name, keys) -> keys.isEmpty() && renewed.contains(name) ? List.of("tls") : keys;
    }

    private void endpoints(String upstream, @Nullable UpstreamConfig old, @Nullable UpstreamConfig now) {
        Map<String, EndpointConfig> before = byAddress(old);
        Map<String, EndpointConfig> after = byAddress(now);
        before.forEach((address, endpoint) -> {
            EndpointConfig other = after.get(address);
            if (other == null) {
                add(upstream, endpoint, How.REMOVED, List.of(), sessions.atEndpoint(upstream, endpoint));
            } else if (!other.equals(endpoint)) {
                add(upstream, other, How.CHANGED, ConfigDiff.keys(endpoint, other), 0);
            }
        });
        after.forEach((address, endpoint) -> {
            if (!before.containsKey(address)) {
                add(upstream, endpoint, How.ADDED, List.of(), 0);
            }
        });
    }

    private void add(String upstream, EndpointConfig endpoint, How how, List<String> keys, int touched) {
        found.add(new Change(Kind.ENDPOINT, upstream + "/" + endpoint.id(), how, keys, touched));
    }

    /** By what it is connected to; of several entries with the same address, each has its turn. */
    private static Map<String, EndpointConfig> byAddress(@Nullable UpstreamConfig config) {
        Map<String, EndpointConfig> byAddress = new LinkedHashMap<>();
        if (config != null) {
            for (EndpointConfig endpoint : config.endpoints()) {
                String address = (endpoint.secure() ? "wss://" : "ws://") + endpoint.hostName() + ":" + endpoint.port();
                while (byAddress.containsKey(address)) {
                    address += "+";
                }
                byAddress.put(address, endpoint);
            }
        }
        return byAddress;
    }
}
