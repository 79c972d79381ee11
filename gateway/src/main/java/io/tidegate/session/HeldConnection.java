package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.tidegate.upstream.AttemptResult;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to an endpoint that agreed to take a session, which is still elsewhere: not read any further, while what had
 * been begun to be read is kept. Confined.
 */
final class HeldConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HeldConnection.class);

    private final AttemptResult.Connected connected;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(1);

    private HeldConnection(AttemptResult.Connected connected) {
        this.connected = connected;
    }

    /** Takes over {@code connected}. */
    static HeldConnection of(AttemptResult.Connected connected) {
        HeldConnection held = new HeldConnection(connected);
        connected.channel().config().setAutoRead(false);
        connected.channel().pipeline().addLast(held);
        return held;
    }

    /** Hands over the connection, with all that has been read. Its end may have come: nobody is told again. */
    AttemptResult.Connected release() {
        Channel channel = connected.channel();
        if (channel.pipeline().context(this) != null) { // it is not, once the connection is closed
            channel.pipeline().remove(this);
        }
        if (early.isEmpty()) {
            return connected;
        }
        early.addFirst(connected.rest());
        ByteBuf all = channel.alloc()
                .ioBuffer(early.stream().mapToInt(ByteBuf::readableBytes).sum());
        while (!early.isEmpty()) {
            ByteBuf next = early.removeFirst();
            all.writeBytes(next);
            next.release();
        }
        return new AttemptResult.Connected(channel, connected.answer(), all);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        early.addLast((ByteBuf) bytes);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event != ChannelInputShutdownEvent.INSTANCE) {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("{} failed before a session came to it", ctx.channel(), cause);
        ctx.close();
    }
}
