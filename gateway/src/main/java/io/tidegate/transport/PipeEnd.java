package io.tidegate.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One end of a {@link Pipe}. Handlers are called by a task of the loop, never within a write to the other end. Confined. */
final class PipeEnd extends AbstractChannel {
    /** What was written to the other end and is not read here; more stays there, where it makes that end unwritable. */
    static final int MOST_UNREAD_BYTES = 64 * 1024;

    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    private static final SocketAddress ADDRESS = new LocalAddress("tidegate-pipe");

    private final ChannelConfig config = new Config();
    private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>(2);
    private @Nullable PipeEnd other;
    private int unreadBytes;
    private boolean open = true;
    private boolean reading;
    private boolean due;
    private boolean ended;

    PipeEnd() {
        super(null);
    }

    void joins(PipeEnd otherEnd) {
        other = otherEnd;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new Way();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return ADDRESS;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return ADDRESS;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("an end of a pipe has no address");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        if (open) {
            open = false;
            unread.forEach(ByteBuf::release);
            unread.clear();
            unreadBytes = 0;
            other().onOtherClosed();
        }
    }

    @Override
    protected void doBeginRead() {
        reading = true;
        deliverSoon();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) throws ClosedChannelException {
        PipeEnd receiver = other();
        if (!receiver.open) {
            throw new ClosedChannelException();
        }
        while (waiting.current() instanceof ByteBuf bytes && receiver.unreadBytes < MOST_UNREAD_BYTES) {
            if (bytes.isReadable()) {
                receiver.unread.addLast(bytes.retain());
                receiver.unreadBytes += bytes.readableBytes();
            }
            waiting.remove();
        }
        receiver.deliverSoon();
    }

    private void onOtherClosed() {
        ended = true;
        deliverSoon();
    }

    private void deliverSoon() {
        if (reading && open && !due && !(unread.isEmpty() && !ended)) {
            due = true;
            eventLoop().execute(this::deliver);
        }
    }

    /** What is there, as long as it is read. */
    private void deliver() {
        due = false;
        boolean any = false;
        while (reading && open && !unread.isEmpty()) {
            ByteBuf next = unread.removeFirst();
            unreadBytes -= next.readableBytes();
            any = true;
            pipeline().fireChannelRead(next);
        }
        if (any) {
            reading = false;
            pipeline().fireChannelReadComplete(); // which begins to read again, unless nobody wants to
            ((Way) other().unsafe()).goOn();
        }
        if (ended && open && unread.isEmpty()) {
            unsafe().close(voidPromise());
        }
    }

    private PipeEnd other() {
        return Objects.requireNonNull(other);
    }

    private final class Way extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("a pipe is connected from the start"));
        }

        /** There may be room for what was flushed and has not gone. */
        void goOn() {
            flush0();
        }
    }

    private final class Config extends DefaultChannelConfig {
        Config() {
            super(PipeEnd.this);
        }

        @Override
        protected void autoReadCleared() {
            reading = false;
        }
    }
}
