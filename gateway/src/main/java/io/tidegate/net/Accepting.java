package io.tidegate.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tidegate.config.PaceConfig;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.time.SharedRateLimit;
import io.tidegate.transport.LeftPeers;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On a listening socket: takes clients from the kernel's backlog no faster than the {@code accept-rate}, one at a time, and skips
 * those who have left while they waited. Without a rate the transport takes them as they come. When accept fails, most likely
 * for want of file descriptors, the next one is a second later. Confined, but for {@link #begin} and {@link #paceChanged}.
 */
final class Accepting extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Accepting.class);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<Listener> listener;
    private final Telemetry telemetry;
    private long loggedNanos = System.nanoTime() - LOG_INTERVAL_NANOS;
    private long pausedUntilNanos = System.nanoTime();
    private SharedRateLimit limit = new SharedRateLimit(System.nanoTime());
    private @Nullable PaceConfig limited; // by the limit
    private @Nullable Future<?> later;
    private boolean begun;
    private boolean kept; // who comes next may have waited in the backlog

    /** @param listener the one that the socket belongs to now */
    Accepting(Supplier<Listener> listener, Telemetry telemetry) {
        this.listener = listener;
        this.telemetry = telemetry;
    }

    /** Clients are taken from now on. */
    void begin(Channel socket) {
        socket.eventLoop().execute(() -> {
            begun = true;
            limited = pace();
            take(socket);
        });
    }

    /** The listener is another one. */
    void paceChanged(Channel socket) {
        socket.eventLoop().execute(() -> {
            if (!Objects.equals(limited, pace())) {
                limited = pace();
                limit = new SharedRateLimit(System.nanoTime()); // a slow one may be used up for long
            }
            take(socket);
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        PaceConfig pace = pace();
        if (pace == null) {
            ctx.fireChannelRead(message);
        } else if (kept && LeftPeers.hasLeft((Channel) message)) {
            telemetry.acceptSkipped(name());
            ((Channel) message).unsafe().closeForcibly();
        } else {
            long nowNanos = System.nanoTime();
            limit.take(pace.intervalNanos(), pace.toleranceNanos(), nowNanos);
            kept = limit.waitNanos(pace.toleranceNanos(), nowNanos) > 0;
            if (kept) {
                telemetry.acceptWaited(name());
            }
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        PaceConfig pace = pace();
        if (pace != null) {
            long nanos = limit.waitNanos(pace.toleranceNanos(), System.nanoTime());
            takeIn(ctx.channel(), nanos); // by a task also if it is now: accept may have failed, which is told next
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        telemetry.acceptFailed(name());
        long nowNanos = System.nanoTime();
        if (nowNanos - loggedNanos >= LOG_INTERVAL_NANOS) {
            loggedNanos = nowNanos;
            LOG.error("listeners.{} cannot accept clients, and tries again each second: {}", name(), cause.toString());
        }
        pausedUntilNanos = nowNanos + PAUSE_NANOS;
        ctx.channel().config().setAutoRead(false);
        takeIn(ctx.channel(), PAUSE_NANOS);
    }

    private void takeIn(Channel socket, long nanos) {
        if (later != null) {
            later.cancel(false);
        }
        later = socket.eventLoop().schedule(() -> take(socket), nanos, TimeUnit.NANOSECONDS);
    }

    /** Takes clients, or the next one, unless it is too early for that. */
    private void take(Channel socket) {
        if (!begun || !socket.isActive()) {
            return;
        }
        PaceConfig pace = pace();
        long nowNanos = System.nanoTime();
        long pausedNanos = pausedUntilNanos - nowNanos;
        long nanos = pace == null ? 0 : limit.waitNanos(pace.toleranceNanos(), nowNanos);
        boolean due = pausedNanos <= 0 && nanos <= 0;
        socket.config()
                .setAutoRead(due && pace == null); // left as it is where it is: an accept under way would be called off
        if (!due) {
            takeIn(socket, Math.max(pausedNanos, nanos));
        } else if (pace != null) {
            socket.read();
        }
    }

    private @Nullable PaceConfig pace() {
        return listener.get().config().acceptRate();
    }

    private String name() {
        return listener.get().config().name();
    }
}
