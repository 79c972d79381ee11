package io.tidegate.upstream;

import io.netty.util.NetUtil;
import io.tidegate.config.EndpointConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** One address of an upstream that sessions go to, with what it carries. Shared. */
public final class Endpoint {
    /** How long a failed attempt counts as having taken; about the default of {@code connect-timeout}. */
    private static final long FAILURE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String upstream;
    private final EndpointConfig config;
    private final String id;
    private final InetSocketAddress address;
    private final EndpointLoad load;

    /** Whether and why an endpoint takes sessions. */
    public enum State {
        /** Takes sessions. */
        UP,
        /** Its name has had no address yet. */
        UNRESOLVED
    }

    private Endpoint(String upstream, EndpointConfig config, String id, InetSocketAddress address, EndpointLoad load) {
        this.upstream = upstream;
        this.config = config;
        this.id = id;
        this.address = address;
        this.load = load;
    }

    static Endpoint at(InetAddress address, String upstream, EndpointConfig config, String id) {
        return new Endpoint(upstream, config, id, new InetSocketAddress(address, config.port()), new EndpointLoad());
    }

    static Endpoint unresolved(String upstream, EndpointConfig config) {
        var address = InetSocketAddress.createUnresolved(config.hostName(), config.port());
        return new Endpoint(upstream, config, config.id(), address, new EndpointLoad());
    }

    /** The id of {@code config}'s endpoint at one of several addresses: {@code app.example.com:9001/10.0.0.5}. */
    static String idAt(InetAddress address, EndpointConfig config) {
        return config.id() + "/" + NetUtil.toAddressString(address);
    }

    /** This endpoint if that is its id, else the same address and load under it. */
    Endpoint named(String otherId) {
        return otherId.equals(id) ? this : new Endpoint(upstream, config, otherId, address, load);
    }

    /** Unique in the upstream: as configured, with the address behind it where the name has several. */
    public String id() {
        return id;
    }

    /** The upstream's name. */
    public String upstream() {
        return upstream;
    }

    /** Where to connect; unresolved only in {@link State#UNRESOLVED}. */
    public InetSocketAddress address() {
        return address;
    }

    public EndpointConfig config() {
        return config;
    }

    /** What {@code Host} says of it: host and port as configured, without the scheme's default port. */
    public String authority() {
        boolean defaultPort = config.port() == (config.secure() ? 443 : 80);
        String host = config.host();
        return defaultPort ? host : host + ":" + config.port();
    }

    /** 0 to 1,000; at 0 it takes only clients whose cookie brings them back. */
    public int weight() {
        return config.weight();
    }

    public State state() {
        return address.isUnresolved() ? State.UNRESOLVED : State.UP;
    }

    /** Whether a session may go there now, its weight aside. */
    public boolean takesSessions() {
        return state() == State.UP;
    }

    /** Sessions that it carries, those being connected included. */
    public int sessions() {
        return load.sessions().get();
    }

    /** Call before connecting, not after, so that handshakes at the same moment see each other. */
    public void sessionOpened() {
        load.sessions().incrementAndGet();
    }

    /** Exactly once for each {@link #sessionOpened}, also if the attempt failed. */
    public void sessionClosed() {
        load.sessions().decrementAndGet();
    }

    /** An attempt succeeded. {@code nanos} is the time of TCP, TLS and WebSocket handshake together. */
    public void connected(long nanos) {
        load.latency().observe(nanos, System.nanoTime());
    }

    /** An attempt failed; {@code least-latency} avoids the endpoint for about a minute. */
    public void failed() {
        load.latency().observe(FAILURE_NANOS, System.nanoTime());
    }

    PeakEwma latency() {
        return load.latency();
    }

    @Override
    public String toString() {
        return upstream + "/" + id;
    }
}
