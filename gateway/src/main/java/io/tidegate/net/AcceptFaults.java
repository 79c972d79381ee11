package io.tidegate.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tidegate.telemetry.Telemetry;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On a listening socket: when accept fails, most likely for want of file descriptors, waits a second before the next one,
 * instead of failing in a loop. Confined.
 */
final class AcceptFaults extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptFaults.class);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Supplier<String> listener;
    private final Telemetry telemetry;
    private long loggedNanos = System.nanoTime() - LOG_INTERVAL_NANOS;

    /** @param listener the name of the one that the socket belongs to now */
    AcceptFaults(Supplier<String> listener, Telemetry telemetry) {
        this.listener = listener;
        this.telemetry = telemetry;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        telemetry.acceptFailed(listener.get());
        long nowNanos = System.nanoTime();
        if (nowNanos - loggedNanos >= LOG_INTERVAL_NANOS) {
            loggedNanos = nowNanos;
            LOG.error(
                    "listeners.{} cannot accept clients, and tries again each second: {}",
                    listener.get(),
                    cause.toString());
        }
        ctx.channel().config().setAutoRead(false);
        var _ = ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), 1, TimeUnit.SECONDS);
    }
}
