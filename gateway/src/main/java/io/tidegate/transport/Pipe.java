package io.tidegate.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/**
 * A connection within the process, with both ends on one event loop: what is written to one end comes in at the other as fast as
 * that is read, and not more than a read's worth ahead of it. Closed at one end, it ends at the other behind what was written.
 * Confined to the loop.
 *
 * @param near one end
 * @param far the other one
 */
public record Pipe(Channel near, Channel far) {
    /** A new one; called on {@code loop}. */
    public static Pipe open(EventLoop loop) {
        PipeEnd near = new PipeEnd();
        PipeEnd far = new PipeEnd();
        near.joins(far);
        far.joins(near);
        loop.register(near);
        loop.register(far);
        return new Pipe(near, far);
    }
}
