package io.tidegate.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection such that what was written last is read: half-closes, then reads and throws away what the peer
 * still sends, until its end of stream or a time limit. Closing with unread bytes would send a reset, which may overtake
 * the answer (RFC 9112, 9.6). Confined.
 */
final class LingeringClose extends ChannelInboundHandlerAdapter {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Loop loop;
    private final Channel channel;
    private final TimerWheel.Timer limit = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            channel.unsafe().close(channel.voidPromise());
        }
    };

    private LingeringClose(Channel channel, Loop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** @param lastWrite of the connection, whose other handlers no longer take part */
    static void after(ChannelFuture lastWrite, Loop loop) {
        Channel channel = lastWrite.channel();
        LingeringClose lingering = new LingeringClose(channel, loop);
        channel.pipeline().addLast(lingering);
        loop.arm(lingering.limit, System.nanoTime() + LIMIT_NANOS);
        channel.config().setAutoRead(true);
        lastWrite.addListener(written -> lingering.onWritten(written.isSuccess()));
    }

    private void onWritten(boolean delivered) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (!delivered || !(channel instanceof DuplexChannel duplex) || duplex.isInputShutdown()) {
            channel.close();
        } else if (tls != null) {
            tls.closeOutbound().addListener(_ -> duplex.shutdownOutput()); // behind its goodbye, which ends the answer
        } else {
            duplex.shutdownOutput();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        ReferenceCountUtil.release(bytes);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.disarm(limit);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        channel.close();
    }
}
