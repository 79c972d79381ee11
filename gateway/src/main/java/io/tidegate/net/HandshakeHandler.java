package io.tidegate.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/** Last in a client's pipeline until its handshake is over: turns channel events into calls of its {@link Entrance}. */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    private final Listener listener;
    private @Nullable Entrance entrance;

    HandshakeHandler(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        entrance = new Entrance(listener, ctx);
        entrance.onAccepted();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HAProxyMessage header) {
            at().onProxyHeader(PeerAddress.of(header));
            header.release();
        } else {
            at().onBytes((ByteBuf) message); // takes over
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case ProxyAbsent.EVENT -> at().onProxyHeader(null);
            case SslHandshakeCompletionEvent tls when tls.isSuccess() -> at().onTls();
            case SslHandshakeCompletionEvent tls -> at().onTlsFailure(tls.cause());
            case ChannelInputShutdownEvent _, SslCloseCompletionEvent _ -> at().onGone("closed by the client");
            default -> {} // nobody behind us knows more
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        at().onGone("connection lost");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        at().onFault(cause);
    }

    private Entrance at() {
        if (entrance == null) {
            throw new IllegalStateException("a channel event before the channel was active");
        }
        return entrance;
    }
}
