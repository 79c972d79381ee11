package io.tidegate.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.tidegate.config.AllFaults;
import io.tidegate.config.BindAddress;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ListenerConfig;
import io.tidegate.route.RouteTable;
import io.tidegate.session.Sessions;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.Connections;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The gateway's bound ports. Shared. */
public final class Listeners implements AutoCloseable {
    private final Map<String, Channel> sockets = new LinkedHashMap<>();
    private final Map<String, UnixSocketFile> files = new LinkedHashMap<>();
    private final Reception reception;

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
        return bind(configs, new Reception(loops, routes, sessions::admit, telemetry, draining));
    }

    static Listeners bind(Map<String, ListenerConfig> configs, Reception reception) {
        Map<String, Listener> loaded = configs.values().stream()
                .collect(Collectors.toMap(
                        ListenerConfig::name,
                        config -> Listener.load(config, reception),
                        (first, second) -> second,
                        LinkedHashMap::new));
        Listeners listeners = new Listeners(reception);
        try {
            loaded.values().forEach(listeners::bind);
        } catch (RuntimeException e) {
            listeners.stopAccepting();
            throw e;
        }
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
                faults.during(() -> inetAddress(config));
            }
        }
        faults.refuseIfAny();
    }

    /** Where the listener of that name is bound: its port is known even if port 0 was configured. */
    public SocketAddress address(String listener) {
        return socket(listener).localAddress();
    }

    /** Closes the listening sockets; returns when they are closed. Clients that came before stay. Not for an event loop. */
    public void stopAccepting() {
        for (Channel socket : sockets.values()) {
            socket.close().syncUninterruptibly();
        }
        files.values().forEach(UnixSocketFile::remove);
        files.clear();
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
        Channel socket = sockets.get(listener);
        if (socket == null) {
            throw new IllegalArgumentException("no listener of the name " + listener);
        }
        return socket;
    }

    private void bind(Listener listener) {
        ListenerConfig config = listener.config();
        Transport transport = reception.loops().transport();
        boolean unix = config.address().isUnix();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(reception.loops().group())
                .channel(unix ? transport.unixServer() : transport.server())
                .option(ChannelOption.SO_BACKLOG, config.backlog())
                .handler(new AcceptFaults(config.name(), reception.telemetry()))
                .childHandler(pipeline(listener));
        if (!unix) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true);
        }
        SocketAddress address = bindAddress(config, transport);
        if (unix) {
            UnixSocketFile.of(config).removeStale();
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw BindFault.of(config, bound.cause());
        }
        sockets.put(config.name(), bound.channel());
        if (unix) {
            files.put(config.name(), UnixSocketFile.of(config));
        }
    }

    private static ChannelInitializer<Channel> pipeline(Listener listener) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel client) {
                Connections.configure(client);
                client.pipeline().addLast(new HandshakeHandler(listener));
            }
        };
    }

    private static SocketAddress bindAddress(ListenerConfig config, Transport transport) {
        BindAddress address = config.address();
        return address.isUnix() ? transport.unixAddress(address.path()) : inetAddress(config);
    }

    private static InetSocketAddress inetAddress(ListenerConfig config) {
        BindAddress address = config.address();
        try {
            return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
        } catch (UnknownHostException e) {
            throw BindFault.unresolved(BindFault.key(config), address);
        }
    }
}
