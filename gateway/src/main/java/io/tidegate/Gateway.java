package io.tidegate;

import io.tidegate.admin.AdminServer;
import io.tidegate.admin.AdminSources;
import io.tidegate.config.AdminConfig;
import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigParts;
import io.tidegate.config.DrainConfig;
import io.tidegate.config.GatewayConfig;
import io.tidegate.config.RedisConfig;
import io.tidegate.control.ConfigLoad;
import io.tidegate.control.ConfigOrigin;
import io.tidegate.control.Drain;
import io.tidegate.control.Draining;
import io.tidegate.control.LiveConfig;
import io.tidegate.control.Reload;
import io.tidegate.control.ReloadRefusedException;
import io.tidegate.control.ReloadReport;
import io.tidegate.control.Trigger;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.MessageSpans;
import io.tidegate.filter.address.Addresses;
import io.tidegate.filter.address.Bans;
import io.tidegate.filter.authenticate.Authenticate;
import io.tidegate.filter.content.Trace;
import io.tidegate.filter.shape.Shape;
import io.tidegate.filter.shape.Shares;
import io.tidegate.health.HealthChecks;
import io.tidegate.move.Moves;
import io.tidegate.net.Listeners;
import io.tidegate.route.RouteTable;
import io.tidegate.session.SessionRegistry;
import io.tidegate.session.Sessions;
import io.tidegate.store.SharedStore;
import io.tidegate.telemetry.BuildVersion;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import io.tidegate.upstream.Upstreams;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: makes every long-lived object and hands it on. Also the embedding API: a program may run any number
 * of them in its own process.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** What an embedding program gets with {@link #close}: sessions are told, and cut a second later. */
    private static final DrainConfig AT_ONCE = new DrainConfig(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1));

    private final Deque<AutoCloseable> parts;
    private final EventLoops loops;
    private final Listeners listeners;
    private final SessionRegistry registry;
    private final @Nullable AdminServer admin;
    private final LiveConfig live;
    private final Drain drain;

    private Gateway(GatewayConfig config, ConfigLoad load, Deque<AutoCloseable> parts) {
        this.parts = parts;
        FilterTypes filterTypes = FilterTypes.load();
        var routes = new AtomicReference<>(RouteTable.of(config, filterTypes)); // refuses before a thread starts
        load.lookAtFilesOf(config);
        this.loops = opened(new EventLoops(
                Transport.choose(config.transport()), config.eventLoops().count()));
        parts.push(() -> routes.get().close());
        routes.get().start();
        Telemetry telemetry = Telemetry.start(loops, config.journals(), config.tracing(), BuildVersion.text());
        parts.addLast(telemetry); // closed last: clients report their ending as the loops end
        telemetry.push(config.metrics());
        share(config, filterTypes, telemetry);
        Upstreams upstreams = opened(Upstreams.start(config.upstreams()));
        this.registry = new SessionRegistry(loops);
        Sessions sessions = Sessions.of(upstreams, loops.transport(), registry, telemetry, config);
        Moves moves = opened(Moves.start(upstreams, registry));
        Draining draining = new Draining();
        Bans bans = filterTypes.the(Addresses.class).bans();
        telemetry.bans(bans::size);
        telemetry.upstreams(() -> UpstreamGauges.of(upstreams));
        HealthChecks checks = opened(HealthChecks.start(upstreams.all(), upstreams.housekeeping(), telemetry));
        this.listeners =
                opened(Listeners.bind(config.listeners(), loops, routes::get, sessions, telemetry, draining::hasBegun));
        telemetry.certificates(listeners::certificateExpiry);
        this.drain = new Drain(listeners, registry, draining);
        var site = new Reload.Site(
                filterTypes, listeners, routes, upstreams, checks, sessions, registry, moves, telemetry);
        this.live = opened(new LiveConfig(
                config,
                load,
                new Reload(site, draining, config),
                new LiveConfig.Reading(filterTypes, Gateway::check),
                telemetry));
        this.admin = config.admin() == null
                ? null
                : opened(AdminServer.start(
                        config.admin(),
                        new AdminSources(
                                () -> draining.hasBegun() ? "draining" : null,
                                telemetry,
                                registry,
                                upstreams,
                                bans,
                                filterTypes.the(Authenticate.class).keys(),
                                moves,
                                live,
                                BuildVersion.text())));
        live.watch();
    }

    /**
     * Starts a gateway; returns when it listens.
     *
     * @throws ConfigException with every fault that was found, if the configuration cannot be used here;
     *     nothing is left running
     */
    public static Gateway start(GatewayConfig config) {
        return start(config, new ConfigLoad(new ConfigOrigin.OfRecords(config)));
    }

    /** As {@link #start(GatewayConfig)}, with {@code load} as where the configuration comes from and can be had again. */
    static Gateway start(GatewayConfig config, ConfigLoad load) {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            return new Gateway(config, load, parts);
        } catch (RuntimeException e) {
            closeAll(parts, e);
            if (e instanceof ConfigException) {
                check(config); // starting ends at the first part that is refused
            }
            throw e;
        }
    }

    /** Throws what {@link #start} would, as far as that can be told without opening a socket. */
    public static void check(GatewayConfig config) {
        check(config.parts());
    }

    static void check(ConfigParts parts) {
        var faults = new AllFaults();
        faults.during(() -> RouteTable.of(parts.routes().values(), FilterTypes.load()));
        faults.during(() -> Upstreams.check(parts.upstreams().values()));
        faults.during(() -> Listeners.check(parts.listeners().values()));
        faults.during(() -> Transport.choose(parts.transport()));
        AdminConfig admin = parts.admin();
        if (admin != null) {
            faults.during(() -> AdminServer.check(admin));
        }
        faults.refuseIfAny();
    }

    /**
     * Where a listener listens; useful where its port was 0.
     *
     * @throws IllegalArgumentException if there is no listener of that name, or if it is on a Unix domain socket, which has
     *     no port
     */
    public InetSocketAddress address(String listener) {
        if (boundAddress(listener) instanceof InetSocketAddress address) {
            return address;
        }
        throw new IllegalArgumentException("listener " + listener + " is on a Unix domain socket, which has no port");
    }

    /** As {@link #address}, also of a Unix domain socket. */
    SocketAddress boundAddress(String listener) {
        return listeners.address(listener);
    }

    /** Where the admin API listens, or null if there is none. */
    public @Nullable InetSocketAddress adminAddress() {
        return admin == null ? null : admin.address();
    }

    /** Sessions open now. */
    public int sessions() {
        return registry.count();
    }

    /** What it says of itself at the start: a line for each listener, route and upstream, and what drives the sockets. */
    public List<String> description() {
        return new StartReport(live.running().config(), listeners).lines(loops, adminAddress());
    }

    /**
     * Takes another configuration, all of it or nothing, while sessions go on. What cannot change while running is named in
     * the report. Blocks until each event loop has looked at its sessions: not for an event loop.
     *
     * @return what has changed
     * @throws ConfigException with every fault that was found; nothing has changed then
     * @throws ReloadRefusedException if the gateway drains
     */
    public ReloadReport reload(GatewayConfig config) {
        return live.take(config);
    }

    /** Reads the file anew that it was started from; the outcome is logged. */
    void reloadFile() {
        try {
            live.reload(Trigger.SIGNAL, false);
        } catch (ConfigException | ReloadRefusedException e) {
            LOG.debug("no reload", e);
        }
    }

    /** Drains as configured; blocks until no session is left, then everything but the admin API is closed by {@link #close}. */
    public void drain() {
        drain.run(live.running().config().drain());
    }

    /** Ends all sessions, with a second for their closing handshakes, and releases everything. */
    @Override
    public void close() {
        drain.run(AT_ONCE);
        closeAll(parts, null);
    }

    /** What filters of several sessions, or of several nodes, have in common. */
    private void share(GatewayConfig config, FilterTypes filterTypes, Telemetry telemetry) {
        Shares bandwidth = filterTypes.the(Shape.class).shares();
        bandwidth.follow(config.bandwidth());
        telemetry.bandwidth(bandwidth::uses);
        MessageSpans spans = telemetry.messageSpans();
        if (spans != null) {
            filterTypes.the(Trace.class).tell(spans);
        }
        RedisConfig redis = config.redis();
        if (redis != null) {
            filterTypes.use(opened(SharedStore.open(redis, telemetry::redis)));
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /** In the reverse order of their making. */
    private static void closeAll(Deque<AutoCloseable> parts, @Nullable RuntimeException because) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                if (because != null) {
                    because.addSuppressed(e);
                }
            }
        }
    }
}
