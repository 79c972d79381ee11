package io.tidegate.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint that no session has yet: the only handler but for TLS, which turns channel events into calls
 * of whoever owns it at the time. Confined.
 */
final class EndpointConnection extends ChannelInboundHandlerAdapter {
    /** Whose connection it is. Nothing is called any more after {@link #close} or {@link #leave}. */
    interface Owner {
        /** TCP, and TLS where the endpoint speaks it, are established. */
        void onReady();

        /** Takes over what the endpoint sent. */
        void onBytes(ByteBuf bytes);

        /** The endpoint sends no more. May come twice. */
        void onEnd();

        void onFailure(Throwable cause);
    }

    private static final Owner NOBODY = new Owner() {
        @Override
        public void onReady() {}

        @Override
        public void onBytes(ByteBuf bytes) {
            bytes.release();
        }

        @Override
        public void onEnd() {}

        @Override
        public void onFailure(Throwable cause) {}
    };

    private final Channel channel;
    private final boolean secure;
    private Owner owner = NOBODY;

    /** @param secure whether it is ready only with the TLS handshake */
    EndpointConnection(Channel channel, boolean secure) {
        this.channel = channel;
        this.secure = secure;
    }

    Channel channel() {
        return channel;
    }

    void handTo(Owner next) {
        owner = next;
    }

    /** @param local null for the kernel's choice */
    void connect(SocketAddress remote, @Nullable SocketAddress local) {
        channel.connect(remote, local).addListener(connected -> {
            if (!connected.isSuccess()) {
                owner.onFailure(connected.cause());
            }
        });
    }

    /** Takes over {@code bytes}; if they cannot be sent, the owner gets {@link Owner#onFailure}. */
    void send(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    /** Makes room in the pipeline for a session's handler. */
    void leave() {
        owner = NOBODY;
        channel.pipeline().remove(this);
    }

    void close() {
        owner = NOBODY;
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!secure) {
            owner.onReady();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                owner.onReady();
            } else {
                owner.onFailure(handshake.cause());
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            owner.onEnd();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        owner.onBytes((ByteBuf) bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        owner.onEnd();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        owner.onFailure(cause);
    }
}
