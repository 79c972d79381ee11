package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.internal.SystemPropertyUtil;
import io.tidegate.protocol.CloseExchange;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a session: what is written to it, whether it is read, and how far its closing handshake is. Confined.
 */
final class Peer implements ChannelFutureListener {
    /** Reading stops because the other side cannot take more. */
    static final int BACK_PRESSURE = 1;

    /** Reading stops because a filter holds a frame, or has yet to judge a message. */
    static final int HELD = 2;

    /** Reading stops because a message has filled the buffers of a side. */
    static final int NO_ROOM = 4;

    /** Reading stops because a Close is to come behind messages that wait for the other side. */
    static final int CLOSE_HELD = 8;

    /** What Netty counts as pending for each buffer besides its bytes. */
    private static final int ENTRY_OVERHEAD =
            SystemPropertyUtil.getInt("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

    /** Reading stops because as much is kept for an endpoint that is not there as may be. */
    static final int KEPT = 16;

    /** Reading does not go on yet because what came before a wait that is over is dealt with first. */
    static final int PROCEEDING = 32;

    private final Side side;
    private final BurstClock clock;
    private Channel channel;
    private Pings pings;
    private @Nullable Kept kept;
    private int pauses;
    private long pausedSinceNanos;
    private long writtenBytes;
    private boolean closeSent;
    private boolean closeDelivered;
    private boolean closeInFlight;
    private boolean closeReceived;
    private boolean ended;
    private boolean endWaits;
    private boolean closing;
    private boolean halfClosing;
    private boolean ours;

    Peer(Side side, Channel channel, BurstClock clock) {
        this.side = side;
        this.clock = clock;
        this.channel = channel;
        this.pings = new Pings(clock);
    }

    /** From the start: whether it is an end of our own, which is read as fast as others allow, and is always there. */
    void isOurs(boolean own) {
        ours = own;
    }

    boolean isOurs() {
        return ours;
    }

    /** What is written from now on is kept for the connection of now or, after {@link #replace}, another one. */
    void keep() {
        kept = new Kept();
    }

    /** What is kept; null while all is written. */
    @HotPath
    @Nullable
    Kept kept() {
        return kept;
    }

    /** What was kept is written, as all that follows; nothing is flushed. */
    void release() {
        if (kept != null) {
            writtenBytes += kept.bytes();
            kept.writeTo(channel);
            kept = null;
        }
    }

    /** Another connection takes the place of this one, which is no longer ours; it starts as a new one does. */
    void replace(Channel next) {
        channel = next;
        pings = new Pings(clock);
        writtenBytes = 0;
        pauses = 0;
        closeSent = false;
        closeDelivered = false;
        closeInFlight = false;
        closeReceived = false;
        ended = false;
        closing = false;
        halfClosing = false;
    }

    @HotPath
    Side side() {
        return side;
    }

    @HotPath
    Pings pings() {
        return pings;
    }

    Channel channel() {
        return channel;
    }

    /** Takes over {@code bytes}; nothing is sent before {@link #flush}. */
    @HotPath
    void write(ByteBuf bytes) {
        if (kept != null) {
            kept.add(bytes);
            return;
        }
        writtenBytes += bytes.readableBytes();
        channel.write(bytes, channel.voidPromise());
    }

    /** Takes over {@code bytes} and writes them to the connection of now, before what is kept. */
    void writeAhead(ByteBuf bytes) {
        Kept waiting = kept;
        kept = null;
        write(bytes);
        kept = waiting;
    }

    /** Writes what stands in {@code bytes}, borrowed, from {@code from} to {@code to}, if there is any. */
    @HotPath
    void writePart(ByteBuf bytes, int from, int to) {
        if (to > from) {
            write(bytes.retainedSlice(from, to - from));
        }
    }

    /** Writes what stands in {@code bytes} from {@code from} on, if there is any; takes them over. */
    @HotPath
    void writeRest(ByteBuf bytes, int from) {
        if (bytes.writerIndex() > from) {
            bytes.readerIndex(from);
            write(bytes);
        } else {
            bytes.release();
        }
    }

    @HotPath
    void flush() {
        channel.flush();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** Takes no more for now. A closed connection is never full: what is written to it is lost. */
    boolean isFull() {
        return channel.isOpen() && !channel.isWritable();
    }

    /** Bytes that were written and not yet taken by the kernel; 0 once the channel is closed. */
    @HotPath
    long pendingBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Bytes that the kernel has taken, as far as Netty tells; grows as long as the peer reads. */
    @HotPath
    long takenBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer == null) {
            return writtenBytes;
        }
        long waiting = buffer.totalPendingWriteBytes() - (long) ENTRY_OVERHEAD * buffer.size();
        return writtenBytes - waiting + buffer.currentProgress();
    }

    /**
     * Stops or goes on reading, for one reason; it is read while there is none.
     *
     * @return nanoseconds that a pause has lasted which ends now; 0 otherwise
     */
    long pause(int reason, boolean pause, long nowNanos) {
        int before = pauses;
        pauses = pause ? pauses | reason : pauses & ~reason;
        if ((before == 0) == (pauses == 0)) {
            return 0;
        }
        channel.config().setAutoRead(pauses == 0);
        if (pauses != 0) {
            pausedSinceNanos = nowNanos;
            return 0;
        }
        return nowNanos - pausedSinceNanos;
    }

    boolean isPaused(int reason) {
        return (pauses & reason) != 0;
    }

    boolean isPaused() {
        return pauses != 0;
    }

    /** Sends a Close of our own; the caller has made sure that the leg is at a frame boundary. */
    void sendClose(int code, String reason) {
        passClose(ControlFrames.close(channel.alloc(), side, code, reason));
    }

    /** Passes on a Close of the other side, whole; takes over {@code close}. */
    void passClose(ByteBuf close) {
        writtenBytes += close.readableBytes();
        closeSent = true;
        closeInFlight = true;
        channel.writeAndFlush(close).addListener(this);
    }

    /** The Close was taken by the kernel, or will never be. */
    @Override
    public void operationComplete(ChannelFuture written) {
        if (!written.channel().equals(channel)) { // replaced since
            return;
        }
        closeDelivered = written.isSuccess();
        closeInFlight = false;
        if (closing) {
            channel.close();
        } else if (halfClosing) {
            shutdownOutput();
        }
    }

    /** How far the closing handshake with it came. */
    CloseExchange closeExchange() {
        return CloseExchange.of(closeSent(), closeReceived());
    }

    /** A Close was written, ours or the other side's. */
    boolean closeSent() {
        return closeSent;
    }

    boolean closeDelivered() {
        return closeDelivered;
    }

    boolean closeReceived() {
        return closeReceived;
    }

    void closeWasReceived() {
        closeReceived = true;
    }

    /** Nothing more comes from it: end of stream, a failure, or closed by us. */
    boolean ended() {
        return ended;
    }

    void hasEnded() {
        ended = true;
    }

    /** Its stream has ended, which counts behind what is held of it. */
    void endHasToWait() {
        endWaits = true;
    }

    boolean endWaits() {
        return endWaits;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Closes the connection, once a Close that was written has been taken by the kernel or has failed. */
    void close() {
        closing = true;
        if (!closeInFlight) {
            channel.close();
        }
    }

    /** Ends our stream behind the Close that was written, so that the peer need not wait; what it still sends is read. */
    void halfClose() {
        if (!halfClosing && !closing) {
            halfClosing = true;
            if (!closeInFlight) {
                shutdownOutput();
            }
        }
    }

    private void shutdownOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound(); // its goodbye
        }
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /** Cuts the connection: what was written may be lost, and the peer sees a reset. */
    void reset() {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.unsafe().close(channel.voidPromise()); // not through the pipeline: TLS would wait to say goodbye
        }
    }
}
