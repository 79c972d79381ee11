package io.tidegate.transport;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;

/**
 * Netty's event loops, which here close every channel before they end. Netty's own leave them open, and their sockets
 * with them, if the shutdown begins between their look at it and the end of that turn.
 */
final class LoopGroup extends MultiThreadIoEventLoopGroup {
    LoopGroup(int loops, IoHandlerFactory ioHandlerFactory) {
        super(loops, new DefaultThreadFactory("tidegate-loop"), ioHandlerFactory);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory ioHandlerFactory, Object... unused) {
        return new SingleThreadIoEventLoop(this, executor, ioHandlerFactory) {
            @Override
            protected boolean confirmShutdown() {
                if (isShuttingDown() && getNumOfRegisteredChannels() > 0) {
                    ioHandler().prepareToDestroy(); // they are left if the shutdown began within the turn
                }
                return super.confirmShutdown();
            }
        };
    }
}
