package io.tidegate.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.tidegate.config.EndpointConfig;
import io.tidegate.transport.ClientTls;
import io.tidegate.transport.Connections;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.util.function.Consumer;

/** Opens WebSockets at the endpoints of one upstream. Shared. */
public final class EndpointConnector {
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

    /**
     * A connection that is yet to be connected, with {@code attempt} as the handler. Called on the loop.
     *
     * @throws ChannelException if there is no socket to be had
     */
    Channel open(Loop loop, Endpoint endpoint, Attempt attempt) {
        Channel channel = transport.client().newChannel();
        Connections.configure(channel);
        var _ = loop.eventLoop().register(channel); // at once, as we are on the loop; if it fails, so does connecting
        EndpointConfig config = endpoint.config();
        ClientTls tls = upstream.tls();
        if (config.secure() && tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc(), config.hostName(), config.port()));
        }
        channel.pipeline().addLast(attempt);
        return channel;
    }

    /** Connects what {@link #open} gave. */
    ChannelFuture connect(Channel channel, Endpoint endpoint) {
        return channel.connect(endpoint.address(), upstream.nextSource(endpoint));
    }
}
