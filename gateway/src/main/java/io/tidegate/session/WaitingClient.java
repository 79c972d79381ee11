package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/** Last in a client's pipeline before 101: turns channel events into calls of the opening, and holds no state. */
final class WaitingClient extends ChannelInboundHandlerAdapter {
    private final Opening opening;

    WaitingClient(Opening opening) {
        this.opening = opening;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        opening.onEarlyBytes((ByteBuf) bytes); // takes over
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            opening.onLeft();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        opening.onLeft();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (FailureKind.of(cause) == FailureKind.NETWORK) {
            opening.onLeft();
        } else {
            opening.onFailure(cause);
        }
    }
}
