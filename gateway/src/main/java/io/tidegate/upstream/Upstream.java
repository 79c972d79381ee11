package io.tidegate.upstream;

import io.tidegate.config.ConfigException;
import io.tidegate.config.EjectionConfig;
import io.tidegate.config.Units;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.protocol.Handshake;
import io.tidegate.transport.ClientTls;
import io.tidegate.upstream.EndpointCondition.Health;
import io.tidegate.upstream.EndpointCondition.Mode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named group of interchangeable endpoints. Lives for as long as an upstream of that name is configured: its configuration
 * may change, what it counts does not. Shared.
 */
public final class Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    private final String name;
    private final ScheduledExecutorService timers;
    private final Admission admission = new Admission(this);
    private final EndpointList list;
    private final AtomicInteger turns =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 20)); // nodes differ
    private volatile UpstreamSetup setup;
    private volatile Roster roster;
    private volatile boolean removed;
    private boolean started; // guarded by the list

    /**
     * Without an address for any entry yet.
     *
     * @param timers ends ejections
     */
    Upstream(UpstreamSetup setup, ScheduledExecutorService timers) {
        this.name = setup.config().name();
        this.setup = setup;
        this.timers = timers;
        this.list = new EndpointList(name);
        this.roster = newRoster();
    }

    public String name() {
        return name;
    }

    /** The configuration of now. */
    public UpstreamConfig config() {
        return setup.config();
    }

    /** For the endpoints that speak TLS; null if none does. */
    public @Nullable ClientTls tls() {
        return setup.tls();
    }

    /** Who may connect now. */
    public Admission admission() {
        return admission;
    }

    /** Those of this moment, in the order of the configuration; immutable. */
    public List<Endpoint> endpoints() {
        return roster.endpoints();
    }

    /** Whether so few endpoints are up that health is overridden. */
    public boolean isInPanic() {
        return roster.panic();
    }

    /** Whether new sessions are offered to {@code endpoint} now; in a panic also if it is not up. */
    public boolean offersTo(Endpoint endpoint) {
        return roster.inUse().contains(endpoint);
    }

    /** Sessions that entered and have not left. */
    public int sessions() {
        return admission.sessions();
    }

    /**
     * The endpoint that the client's cookie brings it back to, else the balancer's choice.
     *
     * @param segments named segments of the route's path
     * @param passed those that are not to be chosen
     * @return null if no endpoint is left
     */
    public @Nullable Endpoint choose(Handshake handshake, Map<String, String> segments, Set<Endpoint> passed) {
        Roster now = roster;
        Endpoint returning = returning(now, handshake);
        return returning != null && !passed.contains(returning)
                ? returning
                : now.balancer().choose(handshake, segments, passed);
    }

    /**
     * The value of a {@code Set-Cookie} field for the 101 of a session at {@code chosen}; null if the client has that
     * cookie already, or none is configured. To be added after the endpoint's own.
     */
    public @Nullable String stickyCookie(Endpoint chosen, Handshake handshake) {
        StickyCookie sticky = setup.sticky();
        return sticky == null ? null : sticky.setCookie(chosen, handshake);
    }

    /** The name of our own cookie, which means nothing to an endpoint; null if none is configured. */
    public @Nullable String stickyCookieName() {
        return config().sticky() == null ? null : config().sticky().cookie();
    }

    /** The local address, port 0, to connect to {@code endpoint} from; null for the kernel's choice. */
    public @Nullable InetSocketAddress nextSource(Endpoint endpoint) {
        return setup.sources().nextTowards(endpoint.address().getAddress());
    }

    /** Gives back the place that a session had at {@code endpoint}, while it keeps its place in the upstream. */
    public void leave(Endpoint endpoint) {
        endpoint.sessionClosed();
        admission.changed();
    }

    /** A session or an attempt at {@code endpoint} ended as it should, whoever ended it. */
    public void succeeded(Endpoint endpoint) {
        endpoint.shared().outcomes().succeeded(config().ejection().window().toNanos(), System.nanoTime());
    }

    /**
     * A session or an attempt at {@code endpoint} failed, which may eject it.
     *
     * @param client who saw it; null if no client can have caused it
     */
    public void failed(Endpoint endpoint, @Nullable InetAddress client) {
        EjectionConfig config = config().ejection();
        Outcomes outcomes = endpoint.shared().outcomes();
        Outcomes.Count lately =
                outcomes.failed(client, config.minClients(), config.window().toNanos(), System.nanoTime());
        boolean due = lately.total() >= config.minSessions()
                && lately.failures() * 100L >= (long) config.failures() * lately.total()
                && lately.witnesses() >= config.minClients();
        if (due && endpoint.condition().health() == Health.UP) {
            eject(endpoint, lately.failures() + " of " + lately.total() + " sessions failed");
        }
    }

    /** The endpoint's active checks succeed again. */
    public void checkedUp(Endpoint endpoint) {
        change(endpoint, EndpointCondition::up);
    }

    /** The endpoint's active checks fail. */
    public void checkedDown(Endpoint endpoint, String reason) {
        change(endpoint, condition -> condition.down(reason));
    }

    /**
     * What an operator wants of an endpoint, until the process ends or the endpoint is no longer configured.
     *
     * @param weight 0 to 1,000; null for the configured one
     */
    public void operate(Endpoint endpoint, Mode mode, @Nullable Integer weight) {
        LOG.info(
                "upstream {}: endpoint {} is set to {}, {}",
                name,
                endpoint.id(),
                mode,
                weight == null ? "the configured weight" : "weight " + weight);
        change(endpoint, condition -> condition.with(mode, weight));
    }

    /** The circuit breaker's; {@code closed} where none is configured. */
    public String breakerState() {
        Breaker breaker = setup.breaker();
        return breaker == null ? "closed" : breaker.state();
    }

    @Nullable
    Breaker breaker() {
        return setup.breaker();
    }

    /**
     * What a configuration in place of the present one would be made into.
     *
     * @throws ConfigException for a TLS file or a source address that cannot be used
     */
    UpstreamSetup prepare(UpstreamConfig config) {
        return UpstreamSetup.of(config, setup);
    }

    /** Takes another configuration from now on; cannot fail. */
    void reconfigure(UpstreamSetup prepared) {
        synchronized (list) {
            setup = prepared;
            renew();
        }
        admission.changed();
    }

    /** No upstream of its name is configured any more: no connections are to be kept ready for it. */
    void remove() {
        removed = true;
    }

    boolean isRemoved() {
        return removed;
    }

    /** Whether a reload took away {@code endpoint}, or all of the upstream, and wants the sessions there ended. */
    public boolean dismisses(Endpoint endpoint) {
        UpstreamConfig now = config();
        return !now.onRemoved().keeps()
                && (removed || now.endpoints().stream().noneMatch(entry -> entry.leadsTo(endpoint.config())));
    }

    /** Notes the addresses of a name in place of those it had. */
    void resolve(String host, List<InetAddress> addresses) {
        synchronized (list) {
            list.resolve(host, addresses);
            if (started) {
                renew();
            }
        }
        admission.changed();
    }

    /** Those that a name had when it was last resolved; none before. */
    List<InetAddress> addresses(String host) {
        synchronized (list) {
            return list.addresses(host);
        }
    }

    /** From now on what is resolved is chosen from at once; until then it is only noted, so that it is laid out once. */
    void start() {
        synchronized (list) {
            roster = newRoster();
            started = true;
        }
    }

    private void eject(Endpoint endpoint, String reason) {
        long lastsNanos;
        synchronized (list) {
            List<Endpoint> all = roster.endpoints();
            long ejected = all.stream()
                    .filter(other -> other.condition().health() == Health.EJECTED)
                    .count();
            boolean allowed = (ejected + 1) * 100 <= (long) config().ejection().maxEjected() * all.size();
            if (!allowed || endpoint.condition().health() != Health.UP) {
                return;
            }
            lastsNanos = endpoint.shared().ejections().begin(config().ejection(), System.nanoTime());
            endpoint.shared().outcomes().forget();
            change(endpoint, condition -> condition.ejected(reason));
        }
        String lasts = Units.format(Duration.ofNanos(lastsNanos));
        LOG.warn("upstream {}: endpoint {} is ejected for {}: {}", name, endpoint.id(), lasts, reason);
        try {
            var _ = timers.schedule(() -> readmit(endpoint), lastsNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("upstream {}: the gateway ends, {} stays ejected", name, endpoint.id());
        }
    }

    private void readmit(Endpoint endpoint) {
        if (endpoint.condition().ejected() != null) {
            LOG.info("upstream {}: endpoint {} is no longer ejected", name, endpoint.id());
            change(endpoint, EndpointCondition::readmitted);
        }
    }

    private void change(Endpoint endpoint, UnaryOperator<EndpointCondition> how) {
        synchronized (list) {
            endpoint.shared().condition().updateAndGet(how);
            renew();
        }
        admission.changed();
    }

    /** Who is up now and was not before starts slowly. */
    private void renew() {
        Set<EndpointState> before = new HashSet<>();
        roster.up().forEach(endpoint -> before.add(endpoint.shared()));
        Roster now = newRoster();
        if (started && config().slowStart() > 0) {
            now.up().stream()
                    .map(Endpoint::shared)
                    .filter(state -> !before.contains(state))
                    .forEach(state -> state.slowStart().begin());
        }
        roster = now;
    }

    private Roster newRoster() {
        return Roster.of(config(), list.endpoints(config().endpoints()), turns, setup.sticky());
    }

    /** Whether the client has been here: it brings a sticky cookie of one of the endpoints, also of one that is down. */
    boolean isReturning(Handshake handshake) {
        StickyCookie sticky = setup.sticky();
        String cookie = sticky == null ? null : sticky.sentBy(handshake);
        return cookie != null && roster.cookies().contains(cookie);
    }

    private @Nullable Endpoint returning(Roster now, Handshake handshake) {
        StickyCookie sticky = setup.sticky();
        String cookie = sticky == null ? null : sticky.sentBy(handshake);
        return cookie == null ? null : now.byCookie().get(cookie);
    }
}
