package io.tidegate.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** All event loops of a gateway, each with its {@link Loop}. Shared, immutable. */
public final class EventLoops implements AutoCloseable {
    private final Transport transport;
    private final LoopGroup group;
    private final List<Loop> loops;
    private final IdentityHashMap<EventLoop, Loop> byEventLoop = new IdentityHashMap<>();

    /** Starts no thread yet: a loop's starts with its first channel or task. */
    public EventLoops(Transport transport, int count) {
        this.transport = transport;
        this.group = new LoopGroup(count, transport.ioHandlerFactory());
        List<Loop> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Loop loop = new Loop(i, group.next());
            all.add(loop);
            byEventLoop.put(loop.eventLoop(), loop);
        }
        this.loops = List.copyOf(all);
    }

    public Transport transport() {
        return transport;
    }

    /** For bootstraps. */
    public EventLoopGroup group() {
        return group;
    }

    public List<Loop> loops() {
        return loops;
    }

    /** The loop that owns {@code channel}. */
    public Loop of(Channel channel) {
        return Objects.requireNonNull(byEventLoop.get(channel.eventLoop()), "a channel of another group");
    }

    /** Closes what is left of channels and stops all loops; returns when their threads have ended, after at most six seconds. */
    @Override
    public void close() {
        group.closeChannels();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
