package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.transport.Loop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Last in the pipeline of either side: turns channel events into calls of the session, until it has left. Ends of sessions that
 * have lasted are told in slices of the loop's time: thousands of them at once are a crowd that was lost, for which others must not
 * wait. Clients that come and go are what the loop has to do.
 */
final class RelayHandler extends ChannelInboundHandlerAdapter {
    private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Session session;
    private final Side side;
    private final Loop loop;
    private @Nullable ChannelHandlerContext place;
    private boolean left;

    RelayHandler(Session session, Side side, Loop loop) {
        this.session = session;
        this.side = side;
        this.loop = loop;
    }

    /** The connection is no longer the session's, nor is what has happened on it and was not dealt with. */
    void leave() {
        left = true;
        if (place != null && !place.isRemoved()) { // one that is closed has lost its handlers already
            place.pipeline().remove(this);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        place = ctx;
    }

    /** Tells the session of an end of {@code channel} that came before this was there. */
    static void catchUp(Channel channel) {
        ChannelHandlerContext ctx = channel.pipeline().context(RelayHandler.class);
        if (ctx != null && !channel.isActive()) {
            ((RelayHandler) ctx.handler()).channelInactive(ctx);
        } else if (ctx != null && channel instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
            ((RelayHandler) ctx.handler()).userEventTriggered(ctx, ChannelInputShutdownEvent.INSTANCE);
        }
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
            inSlices(() -> session.onInputEnd(side));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inSlices(() -> session.onInactive(side));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        inSlices(() -> session.onFailure(side, cause));
    }

    private void inSlices(Runnable step) {
        if (System.nanoTime() - session.journey().openedNanos() < LASTING_NANOS) {
            runUnlessLeft(step);
        } else {
            loop.inSlices(() -> runLater(step));
        }
    }

    private void runUnlessLeft(Runnable step) {
        if (!left) {
            step.run();
        }
    }

    /** As the pipeline has it: what fails ends the session, rather than leaves it as it is. */
    private void runLater(Runnable step) {
        try {
            runUnlessLeft(step);
        } catch (RuntimeException e) {
            session.onFailure(side, e);
        }
    }
}
