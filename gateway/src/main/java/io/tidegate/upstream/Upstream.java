package io.tidegate.upstream;

import io.tidegate.config.ConfigException;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.protocol.Handshake;
import io.tidegate.transport.ClientTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A named group of interchangeable endpoints. Shared. */
public final class Upstream {
    private final UpstreamConfig config;
    private final SourceAddresses sources;
    private final @Nullable ClientTls tls;
    private final @Nullable StickyCookie sticky;
    private final EndpointList list;
    private final AtomicInteger sessions = new AtomicInteger();
    private volatile Snapshot snapshot;
    private boolean started; // guarded by the list

    /** The endpoints of one moment, with what is made of them to choose by. */
    private record Snapshot(List<Endpoint> endpoints, Balancer balancer, Map<String, Endpoint> byCookie) {}

    /**
     * Without an address for any entry yet.
     *
     * @throws ConfigException for a TLS file or a source address that cannot be used
     */
    Upstream(UpstreamConfig config) {
        this.config = config;
        this.sources = new SourceAddresses(config.name(), config.source());
        this.tls = loadTls(config);
        this.sticky = config.sticky() == null ? null : new StickyCookie(config.name(), config.sticky());
        this.list = new EndpointList(config.name(), config.endpoints());
        this.snapshot = snapshotOf(list.endpoints());
    }

    public String name() {
        return config.name();
    }

    public UpstreamConfig config() {
        return config;
    }

    /** For the endpoints that speak TLS; null if none does. */
    public @Nullable ClientTls tls() {
        return tls;
    }

    /** Those of this moment, in the order of the configuration; immutable. */
    public List<Endpoint> endpoints() {
        return snapshot.endpoints();
    }

    /**
     * Takes one of {@code max-sessions}; to be given back by {@link #leave}.
     *
     * @return false if all are taken
     */
    public boolean tryEnter() {
        int before = sessions.getAndUpdate(open -> open < config.maxSessions() ? open + 1 : open);
        return before < config.maxSessions();
    }

    /** Exactly once for each {@link #tryEnter} that succeeded. */
    public void leave() {
        sessions.decrementAndGet();
    }

    /** Sessions that entered and have not left. */
    public int sessions() {
        return sessions.get();
    }

    /**
     * The endpoint that the client's cookie brings it back to, else the balancer's choice.
     *
     * @param segments named segments of the route's path
     * @param tried those that failed this client already; are not chosen
     * @return null if no endpoint is left
     */
    public @Nullable Endpoint choose(Handshake handshake, Map<String, String> segments, Set<Endpoint> tried) {
        Snapshot now = snapshot;
        Endpoint returning = returning(now, handshake);
        return returning != null && Balancer.usable(returning, tried)
                ? returning
                : now.balancer().choose(handshake, segments, tried);
    }

    /**
     * The value of a {@code Set-Cookie} field for the 101 of a session at {@code chosen}; null if the client has that
     * cookie already, or none is configured. To be added after the endpoint's own.
     */
    public @Nullable String stickyCookie(Endpoint chosen, Handshake handshake) {
        return sticky == null ? null : sticky.setCookie(chosen, handshake);
    }

    /** The name of our own cookie, which means nothing to an endpoint; null if none is configured. */
    public @Nullable String stickyCookieName() {
        return config.sticky() == null ? null : config.sticky().cookie();
    }

    /** The local address, port 0, to connect to {@code endpoint} from; null for the kernel's choice. */
    public @Nullable InetSocketAddress nextSource(Endpoint endpoint) {
        return sources.nextTowards(endpoint.address().getAddress());
    }

    /** Notes the addresses of an entry in place of those it had. */
    void resolve(EndpointConfig entry, List<InetAddress> addresses) {
        synchronized (list) {
            list.resolve(entry, addresses);
            if (started) {
                snapshot = snapshotOf(list.endpoints());
            }
        }
    }

    /** From now on what is resolved is chosen from at once; until then it is only noted, so that it is laid out once. */
    void start() {
        synchronized (list) {
            started = true;
            snapshot = snapshotOf(list.endpoints());
        }
    }

    /** Null where no endpoint speaks TLS. */
    static @Nullable ClientTls loadTls(UpstreamConfig config) {
        if (config.endpoints().stream().noneMatch(EndpointConfig::secure)) {
            return null;
        }
        try {
            return ClientTls.load(config.tls());
        } catch (ConfigException e) {
            throw e.under("upstreams." + config.name() + ".");
        }
    }

    private Snapshot snapshotOf(List<Endpoint> endpoints) {
        Map<String, Endpoint> byCookie = sticky == null ? Map.of() : sticky.byValue(endpoints);
        return new Snapshot(endpoints, Balancer.of(config, endpoints), byCookie);
    }

    private @Nullable Endpoint returning(Snapshot now, Handshake handshake) {
        String cookie = sticky == null ? null : sticky.sentBy(handshake);
        return cookie == null ? null : now.byCookie().get(cookie);
    }
}
