package io.tidegate.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.NoopAddressResolverGroup;
import io.tidegate.config.EndpointConfig;
import io.tidegate.transport.ClientTls;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.util.function.Consumer;

/** Opens WebSockets at the endpoints of one upstream. Shared. */
public final class EndpointConnector {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    private final Upstream upstream;
    private final Transport transport;

    public EndpointConnector(Upstream upstream, Transport transport) {
        this.upstream = upstream;
        this.transport = transport;
    }

    public Upstream upstream() {
        return upstream;
    }

    /**
     * An attempt that is yet to be started, for use on {@code loop}.
     *
     * @param onResult called once, on the loop, unless the attempt is cancelled before
     */
    public Attempt newAttempt(Loop loop, Endpoint endpoint, UpgradeRequest request, Consumer<AttemptResult> onResult) {
        return new Attempt(this, loop, endpoint, request, onResult);
    }

    /** Connects, with {@code attempt} as the handler. */
    ChannelFuture open(Loop loop, Endpoint endpoint, Attempt attempt) {
        return new Bootstrap()
                .group(loop.eventLoop())
                .channel(transport.client())
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the attempt has its own
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        EndpointConfig config = endpoint.config();
                        ClientTls tls = upstream.tls();
                        if (config.secure() && tls != null) {
                            channel.pipeline()
                                    .addLast(tls.newHandler(channel.alloc(), config.hostName(), config.port()));
                        }
                        channel.pipeline().addLast(attempt);
                    }
                })
                .connect(endpoint.address(), upstream.nextSource(endpoint));
    }
}
