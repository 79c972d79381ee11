package io.tidegate.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Netty's event loops, which know their channels, so that all can be closed before the loops end. Netty's own close what is left as
 * they end, and on io_uring only ask the kernel for what is done without waiting: behind a timeout that is still to come, sockets stay
 * open, or the loop waits for it.
 */
final class LoopGroup extends MultiThreadIoEventLoopGroup {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    LoopGroup(int loops, IoHandlerFactory ioHandlerFactory) {
        super(loops, new DefaultThreadFactory("tidegate-loop"), ioHandlerFactory);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory ioHandlerFactory, Object... unused) {
        return new KnowingLoop(this, executor, ioHandlerFactory);
    }

    /** Closes all channels; returns when none is open any more, after at most a second. */
    void closeChannels() {
        long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
        while (closeThoseOpen() && deadlineNanos - System.nanoTime() > 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean closeThoseOpen() {
        boolean some = false;
        for (EventExecutor loop : this) {
            Set<Channel> open = ((KnowingLoop) loop).channels;
            open.forEach(Channel::close);
            some |= !open.isEmpty();
        }
        return some;
    }

    private static final class KnowingLoop extends SingleThreadIoEventLoop {
        private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
        private final ChannelFutureListener forget = closed -> channels.remove(closed.channel());

        KnowingLoop(LoopGroup parent, Executor executor, IoHandlerFactory ioHandlerFactory) {
            super(parent, executor, ioHandlerFactory);
        }

        @Override
        public ChannelFuture register(ChannelPromise promise) {
            channels.add(promise.channel());
            promise.channel().closeFuture().addListener(forget);
            return super.register(promise);
        }
    }
}
