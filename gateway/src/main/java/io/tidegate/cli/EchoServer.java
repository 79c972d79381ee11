package io.tidegate.cli;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.transport.Transport;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket server that sends back what it gets, frame by frame: the demo's upstream. It stands on Netty's own codec,
 * so that it is no relative of the gateway's relay. Shared; has two event loops of its own.
 */
public final class EchoServer implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final int MAX_FRAME_BYTES = 64 << 20;
    private static final int MAX_HANDSHAKE_BODY_BYTES = 1 << 10;
    private static final int DEFLATE_LEVEL = 6;
    private static final int DEFLATE_WINDOW_BITS = 15;

    private final EventLoopGroup group;
    private final Channel channel;

    private EchoServer(EventLoopGroup group, Channel channel) {
        this.group = group;
        this.channel = channel;
    }

    /**
     * Returns when it listens.
     *
     * @param address port 0 for any free one
     * @throws ConfigException if it cannot listen there
     */
    public static EchoServer start(InetSocketAddress address) {
        Transport transport = Transport.choose(TransportChoice.AUTO);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                LOOPS, new DefaultThreadFactory("tidegate-echo", true), transport.ioHandlerFactory());
        ChannelFuture bound = bootstrap(group, transport).bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stop(group);
            throw new ConfigException("cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                    + reason(bound.cause()));
        }
        return new EchoServer(group, bound.channel());
    }

    /** Where it listens, with the port that it got. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Cuts off all connections and stops. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        stop(group);
    }

    private static ServerBootstrap bootstrap(EventLoopGroup group, Transport transport) {
        return new ServerBootstrap()
                .group(group)
                .channel(transport.server())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 10, 256 << 10))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        configure(client);
                    }
                });
    }

    private static void configure(Channel client) {
        client.pipeline()
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(MAX_HANDSHAKE_BODY_BYTES))
                .addLast(new UpgradeOnlyHandler())
                .addLast(new WebSocketServerExtensionHandler(deflate()))
                .addLast(new WebSocketServerProtocolHandler(protocol()))
                .addLast(new EchoHandler());
    }

    /** Takes whatever a client asks for, also to forget its window after each message. */
    private static PerMessageDeflateServerExtensionHandshaker deflate() {
        return new PerMessageDeflateServerExtensionHandshaker(
                DEFLATE_LEVEL, true, DEFLATE_WINDOW_BITS, true, false, MAX_FRAME_BYTES);
    }

    private static WebSocketServerProtocolConfig protocol() {
        return WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true) // any path
                .subprotocols("*") // the first that is offered
                .allowExtensions(true)
                .maxFramePayloadLength(MAX_FRAME_BYTES)
                .build();
    }

    /** Without the system call that native transports name first. */
    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }

    private static void stop(EventLoopGroup group) {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
