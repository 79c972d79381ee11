package io.tidegate.cli.dial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What comes on a connection, for the one thread that takes it; the socket is read when nothing waits here. Shared. */
final class Inbox extends ChannelInboundHandlerAdapter {
    private enum End {
        OF_CONNECTION
    }

    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        events.add(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        events.add(End.OF_CONNECTION);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        events.add(cause);
        ctx.close();
    }

    /**
     * The next bytes, to be released; null at the end of the connection.
     *
     * @throws SocketTimeoutException if none come in time
     * @throws IOException if the connection broke
     */
    @Nullable
    ByteBuf take(Channel channel, Duration limit) throws IOException {
        Object event = events.poll();
        if (event == null) {
            channel.read();
            event = poll(limit);
        }
        if (event == End.OF_CONNECTION) {
            events.add(End.OF_CONNECTION); // whoever asks again gets the same answer
            return null;
        }
        if (event instanceof Throwable cause) {
            throw new IOException(cause.getMessage(), cause);
        }
        if (event == null) {
            throw new SocketTimeoutException();
        }
        return (ByteBuf) event;
    }

    /** To be called when the channel is closed. */
    void release() {
        for (Object event = events.poll(); event != null; event = events.poll()) {
            if (event instanceof ByteBuf bytes) {
                bytes.release();
            }
        }
    }

    private @Nullable Object poll(Duration limit) throws IOException {
        try {
            return events.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
