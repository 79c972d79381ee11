package io.tidegate.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.tidegate.config.EndpointConfig;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.ClientTls;
import io.tidegate.transport.Connections;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.util.function.Consumer;

/** Opens WebSockets at the endpoints of one upstream. Shared. */
public final class EndpointConnector {
    private final Upstream upstream;
    private final Transport transport;
    private final WarmConnections warmConnections;

    public EndpointConnector(Upstream upstream, Transport transport, Telemetry telemetry) {
        this.upstream = upstream;
        this.transport = transport;
        this.warmConnections = new WarmConnections(this, telemetry);
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

    WarmConnections warmConnections() {
        return warmConnections;
    }

    /**
     * A connection that nobody owns yet and that will be connected in the next turn of the loop, so that the handshakes of
     * one turn go to the kernel together. Called on the loop.
     *
     * @throws ChannelException if there is no socket to be had
     */
    EndpointConnection connect(Loop loop, Endpoint endpoint) {
        Channel channel = transport.client().newChannel();
        Connections.configure(channel);
        var _ = loop.eventLoop().register(channel); // at once, as we are on the loop; if it fails, so does connecting
        EndpointConfig config = endpoint.config();
        ClientTls tls = config.secure() ? upstream.tls() : null;
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc(), config.hostName(), config.port()));
        }
        var connection = new EndpointConnection(channel, tls != null);
        channel.pipeline().addLast(connection);
        loop.eventLoop().execute(() -> connection.connect(endpoint.address(), upstream.nextSource(endpoint)));
        return connection;
    }
}
