package io.tidegate.session.tap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tidegate.protocol.Side;
import io.tidegate.session.tap.TapEvent.Said;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Stands before the relay of one side while a session is tapped: what comes is handed on frame by frame, so that what filters say of
 * each is known when it is told. Confined.
 */
public final class TapHandler extends ChannelInboundHandlerAdapter {
    private final FrameWalk walk;
    private final BooleanSupplier relayIsStopped;
    private boolean judging;

    /**
     * Not begun.
     *
     * @param reads whether messages are told of by others
     * @param relayIsStopped whether what comes is judged later, when it is not known any more what is being judged
     */
    public TapHandler(Tap tap, Side side, boolean reads, BooleanSupplier relayIsStopped) {
        this.walk = new FrameWalk(tap, side, !reads);
        this.relayIsStopped = relayIsStopped;
    }

    /**
     * Begins where the relay stands.
     *
     * @param bytesOfFrame of the frame at hand that are to come, which is not told of
     * @param waiting what has come behind these and is not dealt with; borrowed
     */
    public void begin(long bytesOfFrame, List<ByteBuf> waiting) {
        walk.begin(bytesOfFrame);
        for (ByteBuf bytes : waiting) {
            for (int at = bytes.readerIndex(); at < bytes.writerIndex(); walk.tell()) {
                at = walk.walk(bytes, at, bytes.writerIndex());
            }
        }
    }

    /** A filter said something of a frame that this side has sent. */
    public void judged(Said verdict) {
        if (judging) {
            walk.say(verdict);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int end = bytes.writerIndex();
        for (int at = walk.walk(bytes, bytes.readerIndex(), end); at < end; at = walk.walk(bytes, at, end)) {
            handOn(ctx, bytes.readRetainedSlice(at - bytes.readerIndex()));
        }
        handOn(ctx, bytes);
    }

    private void handOn(ChannelHandlerContext ctx, ByteBuf bytes) {
        judging = !relayIsStopped.getAsBoolean();
        ctx.fireChannelRead(bytes);
        judging = false;
        walk.tell();
    }
}
