package io.tidegate.upstream;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All upstreams by name, kept resolved until closed. Shared. */
public final class Upstreams implements AutoCloseable {
    /** How long a start waits for slow DNS; what is not resolved by then counts as down. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final NameLookup lookup;
    private final Duration patience;
    private final EventLoopGroup housekeeping = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("tidegate-housekeeping", true), NioIoHandler.newFactory());
    private volatile Map<String, Upstream> byName = Map.of();
    private volatile Resolver resolver = new Resolver(List.of());

    /**
     * A configuration that is ready to be taken or to be dropped: exactly one of the two.
     *
     * <p>Confined.
     */
    public final class Change {
        private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
        private final Map<String, UpstreamSetup> setups = new LinkedHashMap<>();
        private final List<ResolvedName> names = new ArrayList<>();
        private final Resolver resolving;

        private Change(Map<String, UpstreamConfig> configs) {
            var faults = new AllFaults();
            configs.forEach((name, config) -> faults.during(() -> prepare(name, config)));
            faults.refuseIfAny();
            resolving = new Resolver(names);
            resolving.start(patience);
        }

        /** Cannot fail. */
        public void commit() {
            upstreams.forEach((name, upstream) -> {
                upstream.reconfigure(Objects.requireNonNull(setups.get(name)));
                upstream.start();
            });
            byName.values().stream()
                    .filter(upstream -> !upstreams.containsKey(upstream.name()))
                    .forEach(Upstream::remove);
            byName = Collections.unmodifiableMap(upstreams);
            Resolver before = resolver;
            resolver = resolving;
            before.close();
        }

        /** Nothing has changed. */
        public void discard() {
            resolving.close();
        }

        private void prepare(String name, UpstreamConfig config) {
            Upstream present = byName.get(name);
            UpstreamSetup setup = present == null ? UpstreamSetup.of(config, null) : present.prepare(config);
            Upstream upstream = present == null ? new Upstream(setup, housekeeping.next()) : present;
            upstreams.put(name, upstream);
            setups.put(name, setup);
            config.endpoints().stream().map(EndpointConfig::hostName).distinct().forEach(host -> {
                InetAddress literal = literal(host);
                if (literal == null) {
                    names.add(new ResolvedName(upstream, host, config.resolveInterval(), lookup));
                } else {
                    upstream.resolve(host, List.of(literal));
                }
            });
        }
    }

    private Upstreams(NameLookup lookup, Duration patience) {
        this.lookup = lookup;
        this.patience = patience;
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
        Upstreams upstreams = new Upstreams(lookup, patience);
        try {
            upstreams.prepare(configs).commit();
            return upstreams;
        } catch (ConfigException e) {
            upstreams.close();
            throw e;
        }
    }

    /**
     * Makes what another configuration needs, and resolves its names as {@link #start} does. An upstream of a name that there
     * is stays the same object, and so do its endpoints at the same addresses. One change at a time.
     *
     * @throws ConfigException with every fault; nothing has changed then
     */
    public Change prepare(Map<String, UpstreamConfig> configs) {
        return new Change(configs);
    }

    /**
     * Reads the files of TLS, and nothing more.
     *
     * @throws ConfigException with every one that cannot be used
     */
    public static void check(Iterable<UpstreamConfig> configs) {
        var faults = new AllFaults();
        configs.forEach(config -> faults.during(() -> UpstreamSetup.loadTls(config)));
        faults.refuseIfAny();
    }

    /** The upstream of that name; null if the configuration of now has none. */
    public @Nullable Upstream find(String name) {
        return byName.get(name);
    }

    /** The upstream of that name, which is configured. */
    public Upstream get(String name) {
        return Objects.requireNonNull(find(name), name);
    }

    /** In the order of the configuration. */
    public Collection<Upstream> all() {
        return byName.values();
    }

    /** For what is done now and then and never on the data path; its thread starts with its first task. */
    public EventLoop housekeeping() {
        return housekeeping.next();
    }

    /** Stops resolving and housekeeping; open sessions keep their endpoints. */
    @Override
    public void close() {
        resolver.close();
        housekeeping.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
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
