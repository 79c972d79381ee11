package io.tidegate.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ClosePayload;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.protocol.Violation;
import io.tidegate.time.TimerWheel;

/**
 * One open WebSocket: sends what is due, verifies what comes back, closes. The last handler of its pipeline. Confined.
 *
 * <p>Its messages are numbered. Number {@code n} is due at once where there is no rate, and otherwise at {@code origin + n
 * * interval}, whether or not it could be sent then: that is the time which its latency counts from.
 */
final class Connection extends ChannelInboundHandlerAdapter implements FrameWalk.Receiver {
    private static final int BATCH_BYTES = 64 << 10;

    private enum State {
        OPEN,
        /** We have sent a Close, and wait for the server's and for the end. */
        CLOSING,
        /** The server has sent a Close, ours is sent; it is for the server to end the connection (RFC 6455, 7.1.1). */
        CLOSED,
        GONE
    }

    private final LoadLoop loop;
    private final BenchPlan plan;
    private final Channel channel;
    private final int id;
    private final FrameWalk walk = new FrameWalk(this);
    private final TimerWheel.Timer closeTimeout = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            onCloseTimeout();
        }
    };
    private State state = State.OPEN;
    private long due;
    private long sent;
    private long answered;
    private long originNanos;
    private long lastSentNanos;

    /** Where {@link LoadLoop} has it in its list. */
    int place;

    Connection(LoadLoop loop, Channel channel, int id) {
        this.loop = loop;
        this.plan = loop.plan();
        this.channel = channel;
        this.id = id;
    }

    int id() {
        return id;
    }

    @HotPath
    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Messages that are due but not sent; none once the connection is closing, though its clock goes on. */
    long backlog() {
        return state == State.OPEN && due != Long.MAX_VALUE ? due - sent : 0;
    }

    /** Messages that were sent, or were due, and have no answer. */
    long outstanding() {
        return state == State.OPEN ? backlog() + sent - answered : 0;
    }

    /** Sends from now on as fast as answers come. */
    void sendFreely() {
        due = Long.MAX_VALUE;
        pump();
    }

    /** The first message is due then; each must be told of by {@link #onDue}. */
    void sendFrom(long firstNanos) {
        originNanos = firstNanos;
    }

    /** When the next message is due that {@link #onDue} was not called for. */
    @HotPath
    long nextDueNanos() {
        return dueNanos(due);
    }

    /** One more message is due; {@link #pump} sends it. */
    @HotPath
    void onDue() {
        due++;
    }

    /** What is due by now is still sent; nothing more becomes due. */
    void stopSending() {
        if (due == Long.MAX_VALUE) {
            due = sent;
        }
    }

    /** Sends a Close and waits for the server's. Does nothing if the connection is closing already. */
    void close(long limitNanos) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            sendClose(CloseCode.NORMAL);
            loop.arm(closeTimeout, limitNanos);
        }
    }

    /** @param bytes that came with the answer to the handshake; taken over */
    void onEarlyBytes(ByteBuf bytes) {
        loop.burstEnded();
        walk.read(bytes);
        loop.burstEnded();
    }

    @HotPath
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        walk.read((ByteBuf) bytes);
    }

    @HotPath
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        loop.burstEnded(); // what is sent now is not to bear the time of the read
        pump();
    }

    @HotPath
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pump();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        switch (state) {
            case OPEN -> fail(new Fault("connection-lost", "the connection ended without a Close"));
            case CLOSING -> fail(new Fault("close-unanswered", "the connection ended without an answer to our Close"));
            case CLOSED, GONE -> {}
        }
        gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (state == State.OPEN || state == State.CLOSING) {
            fail(Fault.of(cause));
        }
        ctx.close();
    }

    @HotPath
    @Override
    public void onMessage(boolean text, long bytes, long firstWord, long secondWord) {
        boolean counts = plan.mode() != BenchMode.ECHO || isEcho(text, bytes, firstWord, secondWord);
        if (counts) {
            loop.onReceived(bytes);
        } else if (state == State.OPEN) {
            loop.onUnexpected(text, bytes);
        }
    }

    @Override
    public void onPing(byte[] payload) {
        if (state == State.OPEN) {
            channel.writeAndFlush(ControlFrames.pong(channel.alloc(), Side.UPSTREAM, payload), channel.voidPromise());
        }
    }

    @Override
    public void onClose(ClosePayload close) {
        if (state == State.OPEN) {
            String reason = close.reason().isEmpty() ? "" : ": " + close.reason();
            fail(new Fault("close-" + close.code(), "the server closed with " + close.code() + reason));
            sendClose(close.code());
            loop.arm(closeTimeout, LoadLoop.CLOSE_NANOS);
        }
        state = State.CLOSED;
    }

    @Override
    public void onViolation(Violation violation) {
        if (state == State.OPEN || state == State.CLOSING) {
            fail(new Fault("protocol", violation.reason()));
        }
        state = State.CLOSED;
        sendClose(violation.code());
        loop.arm(closeTimeout, LoadLoop.CLOSE_NANOS);
    }

    /** Takes a message for the answer to ours if type, length, connection and number fit, and what was skipped as lost. */
    @HotPath
    private boolean isEcho(boolean text, long bytes, long firstWord, long secondWord) {
        long timeNanos = Stamp.decode(firstWord);
        long identity = Stamp.decode(secondWord);
        boolean fits =
                text == plan.sending().text() && bytes == plan.sending().size().bytes();
        if (!fits || timeNanos < 0 || identity < 0 || Stamp.connection(identity) != id) {
            return false;
        }
        int skipped = (Stamp.sequence(identity) - (int) answered) & Stamp.SEQUENCE_MASK;
        if (skipped >= sent - answered) {
            return false; // came before, or was never sent
        }
        if (skipped > 0) {
            onSkipped(skipped);
        }
        answered++;
        loop.onAnswer(timeNanos);
        return true;
    }

    @ColdPath
    private void onSkipped(int count) {
        answered += count;
        loop.fail(new Fault("missing-echo", "a later message came back, this one did not"), count);
    }

    /** Sends what is due, as far as the messages in flight and the socket allow. */
    @HotPath
    void pump() {
        long count = Math.min(due - sent, plan.sending().inFlight() - (sent - answered));
        if (count <= 0 || state != State.OPEN) {
            return;
        }
        int batch = Math.max(1, BATCH_BYTES / loop.writer().frameBytes());
        boolean written = false;
        while (count > 0 && channel.isWritable()) {
            int now = (int) Math.min(count, batch);
            write(now);
            count -= now;
            written = true;
        }
        if (written) {
            channel.flush();
            loop.burstEnded();
        }
    }

    @HotPath
    private void write(int count) {
        MessageWriter writer = loop.writer();
        ByteBuf out = channel.alloc().ioBuffer(count * writer.frameBytes());
        long nowNanos = loop.nowNanos();
        boolean paced = loop.isPaced();
        for (int i = 0; i < count; i++) {
            long intendedNanos = paced ? dueNanos(sent) : nowNanos;
            writer.write(out, intendedNanos, Stamp.identity(id, sent));
            if (paced) {
                loop.onSent(nowNanos - intendedNanos, intendedNanos);
            }
            sent++;
        }
        lastSentNanos = nowNanos;
        loop.countSent(count);
        channel.write(out, channel.voidPromise());
    }

    @HotPath
    private long dueNanos(long number) {
        return originNanos + (long) (number * loop.intervalNanos());
    }

    private void sendClose(int code) {
        channel.writeAndFlush(ControlFrames.close(channel.alloc(), Side.UPSTREAM, code, ""), channel.voidPromise());
    }

    private void onCloseTimeout() {
        if (state == State.CLOSING) {
            fail(new Fault("close-unanswered", "no answer to our Close in time"));
        }
        state = State.GONE;
        channel.close();
    }

    private void fail(Fault fault) {
        loop.fail(fault, 1);
        settle();
        state = State.GONE;
    }

    /**
     * Counts what has no answer and will not get one any more, with the time that it has waited: less than its latency
     * would have been, but to leave it out would be worse.
     */
    void settle() {
        if (state != State.OPEN) {
            return;
        }
        loop.burstEnded();
        long nowNanos = loop.nowNanos();
        long end = loop.isPaced() ? due : sent;
        for (long number = answered; number < end; number++) {
            loop.onUnanswered(nowNanos, loop.isPaced() ? dueNanos(number) : lastSentNanos);
        }
        loop.burstEnded();
        answered = end;
        sent = end;
        due = end;
    }

    private void gone() {
        state = State.GONE;
        walk.stop();
        loop.disarm(closeTimeout);
        loop.onGone(this);
    }
}
