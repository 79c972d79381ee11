package io.tidegate.upstream;

import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.UpstreamConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All upstreams by name, kept resolved until closed. Shared. */
public final class Upstreams implements AutoCloseable {
    /** How long a start waits for slow DNS; what is not resolved by then counts as down. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Map<String, Upstream> byName;
    private final Resolver resolver;

    private Upstreams(Map<String, Upstream> byName, Resolver resolver) {
        this.byName = byName;
        this.resolver = resolver;
    }

    /**
     * Makes the upstreams and resolves their names, for two seconds at most; resolving goes on after that.
     *
     * @throws ConfigException for what cannot be used on this machine
     */
    public static Upstreams start(Map<String, UpstreamConfig> configs) {
        return start(configs, NameLookup.system(), PATIENCE);
    }

    static Upstreams start(Map<String, UpstreamConfig> configs, NameLookup lookup, Duration patience) {
        Map<String, Upstream> byName = new LinkedHashMap<>();
        configs.forEach((name, config) -> byName.put(name, new Upstream(config)));
        List<ResolvedName> names = new ArrayList<>();
        for (Upstream upstream : byName.values()) {
            for (EndpointConfig entry : upstream.config().endpoints()) {
                InetAddress literal = literal(entry.hostName());
                if (literal == null) {
                    names.add(new ResolvedName(upstream, entry, lookup));
                } else {
                    upstream.resolve(entry, List.of(literal));
                }
            }
        }
        var resolver = new Resolver(names);
        resolver.start(patience);
        byName.values().forEach(Upstream::start);
        return new Upstreams(Collections.unmodifiableMap(byName), resolver);
    }

    /**
     * Reads the files of TLS, and nothing more.
     *
     * @throws ConfigException with every one that cannot be used
     */
    public static void check(Iterable<UpstreamConfig> configs) {
        var faults = new AllFaults();
        configs.forEach(config -> faults.during(() -> Upstream.loadTls(config)));
        faults.refuseIfAny();
    }

    /** The upstream of that name, which is configured: what routes name was checked. */
    public Upstream get(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** In the order of the configuration. */
    public Collection<Upstream> all() {
        return byName.values();
    }

    /** Stops resolving; open sessions keep their endpoints. */
    @Override
    public void close() {
        resolver.close();
    }

    void resolveNow() {
        resolver.resolveNow();
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException aName) {
            return null;
        }
    }
}
