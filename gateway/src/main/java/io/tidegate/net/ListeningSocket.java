package io.tidegate.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.tidegate.config.BindAddress;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ListenerConfig;
import io.tidegate.transport.Connections;
import io.tidegate.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bound address, and the listener that its clients come to: a reload may put another in its place. Shared. */
final class ListeningSocket {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningSocket.class);

    private final Channel channel;
    private final @Nullable UnixSocketFile file;
    private final int backlog;
    private final Pipeline pipeline;
    private final Accepting accepting;

    /** What a client that is accepted gets: the listener of that moment. */
    private static final class Pipeline extends ChannelInitializer<Channel> {
        private volatile Listener listener;

        Pipeline(Listener listener) {
            this.listener = listener;
        }

        @Override
        protected void initChannel(Channel client) {
            Connections.configure(client);
            client.pipeline().addLast(new HandshakeHandler(listener));
        }
    }

    private ListeningSocket(Channel channel, Pipeline pipeline, Accepting accepting) {
        ListenerConfig config = pipeline.listener.config();
        this.channel = channel;
        this.file = config.address().isUnix() ? UnixSocketFile.of(config) : null;
        this.backlog = config.backlog();
        this.pipeline = pipeline;
        this.accepting = accepting;
    }

    /**
     * Binds and lets clients wait; they are taken from {@link #accept} on.
     *
     * @throws ConfigException if the address cannot be bound
     */
    static ListeningSocket bind(Listener listener) {
        ListenerConfig config = listener.config();
        Reception reception = listener.reception();
        Transport transport = reception.loops().transport();
        boolean unix = config.address().isUnix();
        Pipeline pipeline = new Pipeline(listener);
        Accepting accepting = new Accepting(() -> pipeline.listener, reception.telemetry());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(reception.loops().group())
                .channel(unix ? transport.unixServer() : transport.server())
                .option(ChannelOption.SO_BACKLOG, config.backlog())
                .option(ChannelOption.AUTO_READ, false)
                .handler(accepting)
                .childHandler(pipeline);
        if (!unix) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true);
        }
        SocketAddress address = unix ? transport.unixAddress(config.address().path()) : inetAddress(config);
        if (unix) {
            UnixSocketFile.of(config).removeStale();
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw BindFault.of(config, bound.cause());
        }
        return new ListeningSocket(bound.channel(), pipeline, accepting);
    }

    /** @throws ConfigException if the host has no address */
    static InetSocketAddress inetAddress(ListenerConfig config) {
        BindAddress address = config.address();
        try {
            return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
        } catch (UnknownHostException e) {
            throw BindFault.unresolved(BindFault.key(config), address);
        }
    }

    void accept() {
        accepting.begin(channel);
    }

    Channel channel() {
        return channel;
    }

    Listener listener() {
        return pipeline.listener;
    }

    /** Who comes from now on comes to {@code listener}. */
    void serve(Listener listener) {
        pipeline.listener = listener;
        accepting.paceChanged(channel);
    }

    /** As it was configured when the socket was bound: the kernel keeps that. */
    int backlog() {
        return backlog;
    }

    /** Whether {@code config} wants this very address; one without a port of its own never does. */
    boolean isAt(ListenerConfig config) {
        BindAddress address = config.address();
        if (address.equals(listener().config().address())) {
            return address.port() != 0;
        }
        return address.port() > 0 && inetAddress(config).equals(channel.localAddress());
    }

    /** Whether both want the same port, and one of them on all interfaces. */
    boolean overlaps(ListenerConfig config) {
        return !config.address().isUnix()
                && channel.localAddress() instanceof InetSocketAddress bound
                && bound.getPort() == config.address().port()
                && (bound.getAddress().isAnyLocalAddress()
                        || inetAddress(config).getAddress().isAnyLocalAddress());
    }

    /** Returns when it is closed. Clients that came before stay. Not for an event loop. */
    void close() {
        channel.close().awaitUninterruptibly();
        if (file == null) {
            return;
        }
        try {
            file.remove();
        } catch (ConfigException e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
