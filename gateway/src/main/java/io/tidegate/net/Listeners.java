package io.tidegate.net;

import io.netty.channel.Channel;
import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ListenerConfig;
import io.tidegate.route.RouteTable;
import io.tidegate.session.Sessions;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.ServerTls;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The gateway's bound ports. Shared. */
public final class Listeners implements AutoCloseable {
    private final Reception reception;
    private volatile Map<String, ListeningSocket> sockets = Map.of();

    private Listeners(Reception reception) {
        this.reception = reception;
    }

    /**
     * Binds all listeners, or none.
     *
     * @param routes the table of now, asked for each handshake
     * @param draining whether health checks are answered with 503
     * @throws ConfigException if a certificate cannot be used or an address cannot be bound
     */
    public static Listeners bind(
            Map<String, ListenerConfig> configs,
            EventLoops loops,
            Supplier<RouteTable> routes,
            Sessions sessions,
            Telemetry telemetry,
            BooleanSupplier draining) {
        return bind(
                configs,
                new Reception(
                        loops,
                        routes,
                        sessions::admit,
                        telemetry,
                        draining,
                        () -> sessions.capacity().handshakes(loops.loops().size())));
    }

    static Listeners bind(Map<String, ListenerConfig> configs, Reception reception) {
        Listeners listeners = new Listeners(reception);
        listeners.prepare(configs).commit();
        return listeners;
    }

    /**
     * Throws what {@link #bind} would, as far as that can be told without opening a socket: certificates and addresses.
     *
     * @throws ConfigException with every fault
     */
    public static void check(Iterable<ListenerConfig> configs) {
        var faults = new AllFaults();
        for (ListenerConfig config : configs) {
            faults.during(() -> Listener.loadTls(config));
            if (!config.address().isUnix()) {
                faults.during(() -> ListeningSocket.inetAddress(config));
            }
        }
        faults.refuseIfAny();
    }

    /**
     * Binds what another configuration has that is not bound yet, and loads what its clients need. A socket whose address
     * stays is kept, whatever else of its listener changes, its name included. One change at a time.
     *
     * @throws ConfigException with every fault; nothing has changed then
     */
    public ListenersChange prepare(Map<String, ListenerConfig> configs) {
        return new ListenersChange(sockets, reception, now -> sockets = now).prepare(configs);
    }

    /** Where the listener of that name is bound: its port is known even if port 0 was configured. */
    public SocketAddress address(String listener) {
        return socket(listener).localAddress();
    }

    /** By the names of listeners with TLS, when the first of their certificates is no longer valid. From any thread. */
    public Map<String, Instant> certificateExpiry() {
        Map<String, Instant> expiry = new HashMap<>();
        sockets.forEach((name, socket) -> {
            ServerTls tls = socket.listener().tls();
            if (tls != null) {
                expiry.put(name, tls.expiry());
            }
        });
        return expiry;
    }

    /** Closes the listening sockets; returns when they are closed. Clients that came before stay. Not for an event loop. */
    public void stopAccepting() {
        sockets.values().forEach(ListeningSocket::close);
    }

    /** Also ends the clients that are still in their handshake; those who were handed over stay. Not for an event loop. */
    @Override
    public void close() {
        stopAccepting();
        for (Loop loop : reception.loops().loops()) {
            loop.eventLoop()
                    .submit(() ->
                            List.copyOf(reception.entrances().get(loop.index())).forEach(Entrance::onStop))
                    .syncUninterruptibly();
        }
    }

    Channel socket(String listener) {
        ListeningSocket socket = sockets.get(listener);
        if (socket == null) {
            throw new IllegalArgumentException("no listener of the name " + listener);
        }
        return socket.channel();
    }
}
