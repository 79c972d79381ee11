package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;

/** Last in the pipeline of either side: turns channel events into calls of the session, and holds no state. */
final class RelayHandler extends ChannelInboundHandlerAdapter {
    private final Session session;
    private final Side side;

    RelayHandler(Session session, Side side) {
        this.session = session;
        this.side = side;
    }

    @HotPath
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        session.onBytes(side, (ByteBuf) bytes); // takes over
    }

    @HotPath
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.onReadComplete(side);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.onWritabilityChanged(side);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            session.onInputEnd(side);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.onInactive(side);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.onFailure(side, cause);
    }
}
