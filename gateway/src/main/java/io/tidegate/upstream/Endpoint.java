package io.tidegate.upstream;

import io.netty.util.NetUtil;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.Rate;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.upstream.EndpointCondition.Mode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** One address of an upstream that sessions go to, with what it carries. Shared. */
public final class Endpoint {
    /** How long a failed attempt counts as having taken; about the default of {@code connect-timeout}. */
    private static final long FAILURE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How much of its pace may be used at once: enough that timers which are some milliseconds late do not lower it. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String upstream;
    private final EndpointConfig config;
    private final String id;
    private final InetSocketAddress address;
    private final EndpointState state;

    /** Whether and why an endpoint takes sessions: the operator's mode, else its health. */
    public enum State {
        /** Takes sessions. */
        UP,
        /** Its name has had no address yet. */
        UNRESOLVED,
        /** Its active checks fail. */
        DOWN,
        /** Its sessions ended badly; left out for a while. */
        EJECTED,
        /** Takes only clients whose cookie brings them back. */
        DRAINING,
        /** Takes no session at all. */
        MAINTENANCE
    }

    /** What came of {@link #tryEnter}. */
    enum Entry {
        /** A place was taken; {@link #sessionClosed} gives it back. */
        ENTERED,
        /** All its places are taken. */
        FULL,
        /** Connections are begun no faster than {@code connect-rate}. */
        TOO_FAST,
        /** It came back a short while ago and has had its share. */
        STARTING
    }

    private Endpoint(
            String upstream, EndpointConfig config, String id, InetSocketAddress address, EndpointState state) {
        this.upstream = upstream;
        this.config = config;
        this.id = id;
        this.address = address;
        this.state = state;
    }

    static Endpoint at(InetAddress address, String upstream, EndpointConfig config, String id) {
        return new Endpoint(upstream, config, id, new InetSocketAddress(address, config.port()), new EndpointState());
    }

    static Endpoint unresolved(String upstream, EndpointConfig config) {
        var address = InetSocketAddress.createUnresolved(config.hostName(), config.port());
        return new Endpoint(upstream, config, config.id(), address, new EndpointState());
    }

    /** The id of {@code config}'s endpoint at one of several addresses: {@code app.example.com:9001/10.0.0.5}. */
    static String idAt(InetAddress address, EndpointConfig config) {
        return config.id() + "/" + NetUtil.toAddressString(address);
    }

    /** This endpoint if that is how it is configured and called, else the same address and state under it. */
    Endpoint as(EndpointConfig newConfig, String newId) {
        return newId.equals(id) && newConfig.equals(config)
                ? this
                : new Endpoint(upstream, newConfig, newId, address, state);
    }

    /** Whether it is the one that {@code other} is, which may have another id or configuration since a reload. */
    @SuppressWarnings("ReferenceEquality") // the very state, not one of the same content
    public boolean isSame(Endpoint other) {
        return state == other.state;
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

    /** The operator's, else the configured one: 0 to 1,000; at 0 it takes only clients whose cookie brings them back. */
    public int weight() {
        Integer ofOperator = condition().weight();
        return ofOperator == null ? config.weight() : ofOperator;
    }

    /** What its operator wants and how it is, of this moment. */
    public EndpointCondition condition() {
        return state.condition().get();
    }

    public State state() {
        EndpointCondition now = condition();
        return switch (now.mode()) {
            case DRAINING -> State.DRAINING;
            case MAINTENANCE -> State.MAINTENANCE;
            case READY -> address.isUnresolved() ? State.UNRESOLVED : stateOf(now.health());
        };
    }

    /** Whether it is offered new sessions when all is well: ready and up, its weight aside. */
    public boolean takesSessions() {
        return state() == State.UP;
    }

    /** Whether it is a member that counts: it has an address and its operator has not taken it out. */
    boolean isReady() {
        return !address.isUnresolved() && condition().mode() == Mode.READY;
    }

    /** Sessions that it carries, those being connected included. */
    public int sessions() {
        return state.sessions().get();
    }

    /** Times that it was ejected since it is known. */
    public long ejections() {
        return state.ejections().total();
    }

    /** Whether it came back a short while ago and has less than its full share. */
    public boolean isStarting() {
        return state.slowStart().isUnderWay();
    }

    /**
     * Takes a place for a session that is to be connected now: before connecting, so that handshakes at the same moment see
     * each other.
     *
     * @param urgent whether slow start is passed over, because there is no other endpoint
     */
    Entry tryEnter(UpstreamConfig limits, boolean urgent, long nowNanos) {
        if (!urgent && !state.slowStart().takes(limits.slowStart())) {
            return Entry.STARTING;
        }
        if (!tryTakePlace()) {
            return Entry.FULL;
        }
        if (!tryConnect(limits, nowNanos)) {
            sessionClosed();
            return Entry.TOO_FAST;
        }
        return Entry.ENTERED;
    }

    /**
     * Takes a place for a session that is to be connected when the next turn of its pace comes, which is taken too.
     *
     * @return nanoseconds until that turn; negative if all its places are taken
     */
    long tryEnterLater(UpstreamConfig limits, long nowNanos) {
        if (!tryTakePlace()) {
            return -1;
        }
        Rate pace = limits.connectRate();
        return pace == null ? 0 : state.pace().take(pace.intervalNanos(), BURST_NANOS, nowNanos);
    }

    /** Whether its pace allows a connection to be begun now, which is then counted. */
    boolean tryConnect(UpstreamConfig limits, long nowNanos) {
        Rate pace = limits.connectRate();
        return pace == null || state.pace().tryTake(pace.intervalNanos(), BURST_NANOS, nowNanos);
    }

    /** Nanoseconds until its pace allows a connection, if nobody else begins it. */
    long paceNanos(long nowNanos) {
        return state.pace().waitNanos(BURST_NANOS, nowNanos);
    }

    /** Exactly once for each place taken, also if the attempt failed. */
    void sessionClosed() {
        state.sessions().decrementAndGet();
    }

    /** Connections kept ready for sessions, on all loops together. */
    public int warmConnections() {
        return state.warmConnections().get();
    }

    /** A connection became ready, or is no more: 1 or -1. */
    void warmed(int change) {
        state.warmConnections().addAndGet(change);
    }

    /** An attempt succeeded. {@code nanos} is the time of TCP, TLS and WebSocket handshake together. */
    public void connected(long nanos) {
        state.latency().observe(nanos, System.nanoTime());
    }

    /** An attempt failed; {@code least-latency} avoids the endpoint for about a minute. */
    public void failed() {
        state.latency().observe(FAILURE_NANOS, System.nanoTime());
    }

    PeakEwma latency() {
        return state.latency();
    }

    EndpointState shared() {
        return state;
    }

    private boolean tryTakePlace() {
        Integer most = config.maxSessions();
        return Places.tryTake(state.sessions(), most == null ? Integer.MAX_VALUE : most);
    }

    private static State stateOf(EndpointCondition.Health health) {
        return switch (health) {
            case UP -> State.UP;
            case DOWN -> State.DOWN;
            case EJECTED -> State.EJECTED;
        };
    }

    @Override
    public String toString() {
        return upstream + "/" + id;
    }
}
