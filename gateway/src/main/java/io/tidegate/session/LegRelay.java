package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.Message;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.PerMessageDeflate;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.protocol.Violation;
import io.tidegate.route.SessionLimits;
import io.tidegate.session.Deadlines.Concern;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our end of an open leg, whose other end is the client of the leg's own session: writes the client's messages to it, and has what
 * comes judged and sent to the client as what the client's own endpoint sends. Pings end here. Confined.
 */
final class LegRelay extends ChannelInboundHandlerAdapter implements Waits.Owner, Deadlines.Owner {
    /** Whose leg it is. */
    interface Owner {
        /** The leg's session ends; not after {@link LegRelay#leave}. */
        void onEnded(Ending ending);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LegRelay.class);

    private final LegSite site;
    private final Session session;
    private final Peer near;
    private final MessageWriter writer;
    private final FrameRelay inbound;
    private final MessagePath messages;
    private final Waits waits;
    private final Reserve.Share memory;
    private Legs.@Nullable Owner whole;
    private @Nullable Owner owner;
    private SessionLimits limits;
    private boolean over;

    /**
     * Not begun.
     *
     * @param session of the leg
     * @param end ours
     * @param deflate as the leg's endpoint agreed to it; null for none
     */
    LegRelay(LegSite site, Session session, Channel end, @Nullable PerMessageDeflate deflate) {
        this.site = site;
        this.session = session;
        this.near = new Peer(Side.UPSTREAM, end, site.loop().clock());
        this.writer = site.assembly().writer(near, deflate);
        this.inbound = site.assembly().fromLeg(near, site.parts(), writer, deflate);
        this.messages = Objects.requireNonNull(inbound.messages());
        Deadlines deadlines = new Deadlines(site.loop(), this);
        this.waits = new Waits(site.loop(), deadlines, (side, nanos) -> {}, this);
        this.memory = site.parts().reserve().share();
        this.limits = site.parts().route().limits();
    }

    /** From now on the leg is read. */
    void begin(Owner ofLeg, Legs.Owner ofSession) {
        owner = ofLeg;
        whole = ofSession;
        near.channel().pipeline().addLast(this);
        Peer client = site.parts().client();
        onClientWritability(client.isFull() && !messages.onward().queues());
    }

    /** Sent with the next {@link #flush}. */
    void send(Message message) {
        near.write(writer.frame(message));
    }

    void flush() {
        near.flush();
    }

    boolean isFull() {
        return near.isFull();
    }

    void onClientWritability(boolean pauses) {
        waits.pause(near, Peer.BACK_PRESSURE, pauses);
        waits.hasRoom(Side.UPSTREAM, inbound);
    }

    boolean holdMemory() {
        long unsent = near.isFull() ? near.pendingBytes() : 0;
        return messages.holdMemory() && memory.hold(unsent + inbound.backlogBytes());
    }

    void rebind(Binding binding) {
        inbound.rebind(binding);
        limits = binding.limits();
    }

    /** The client's session ends; the leg's ends for the same reason. */
    void leave(Ending ending) {
        dispose();
        boolean tells = ending.cause() == Cause.CLIENT_CLOSED && !near.isFull() && near.isOpen();
        if (tells) {
            near.sendClose(ending.code() == 0 ? CloseCode.NO_STATUS : ending.code(), ending.reason());
        } else {
            int code = ending.code() == 0 ? CloseCode.GOING_AWAY : ending.code();
            session.kill(ending.cause(), code, ending.reason());
        }
        near.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (over) {
            ((ByteBuf) bytes).release();
            return;
        }
        onEvents(inbound.onBytes((ByteBuf) bytes));
        if (inbound.wasHeard()) {
            whole().legHeard();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!over) {
            onReadComplete();
        }
    }

    private void onReadComplete() {
        whole().legWrote();
        if (messages.hasReplied()) {
            near.flush();
        }
        site.loop().clock().burstEnded();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!over && !near.isFull()) {
            whole().legHasRoom();
            waits.hasRoom(Side.UPSTREAM, inbound);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (over) {
            return;
        }
        if (inbound.isStopped()) { // a filter holds what came before
            near.endHasToWait();
        } else {
            end(session.ending());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (FailureKind.of(failure) == FailureKind.NETWORK) { // the leg's session has let go of its end
            return;
        }
        LOG.error("a leg of session {} failed", site.journey().sessionId(), failure);
        if (!over) {
            int code = CloseCode.INTERNAL_ERROR;
            whole().end(new Ending(site.journey().phase(), Cause.INTERNAL, code, "internal error"), code);
        }
    }

    @Override
    public void release(Side from) {
        if (over) {
            return;
        }
        waits.proceeds(near);
        onEvents(inbound.proceed());
        waits.proceeded(near);
        if (!over) {
            onReadComplete();
        }
        if (!over && near.endWaits() && !inbound.isStopped()) {
            end(session.ending());
        }
    }

    @Override
    public void deliver(Side from) {
        whole().deliver(from);
    }

    @Override
    public void onDue(Concern concern, long nowNanos) {
        release(Side.UPSTREAM);
    }

    private void onEvents(RelayEvent first) {
        RelayEvent event = first;
        while (event != RelayEvent.NONE && !over) {
            switch (event) {
                case NONE, PONG, BOUNDARY, MESSAGE_END -> {}
                case HOLD -> {
                    waits.hold(near, (FrameVerdict.Hold) inbound.verdict());
                    return;
                }
                case DEFERRED -> {
                    waits.defer(near, inbound, limits.messageNanos());
                    return;
                }
                case FULL -> {
                    waits.noRoom(near, inbound);
                    return;
                }
                case REFUSED -> whole().refused(Side.UPSTREAM, (FrameVerdict.Close) inbound.verdict());
                case CLOSE -> onClose();
                case PING -> pong(inbound.control().ping());
                case VIOLATION -> violated(inbound.violation());
                case REPLY -> send(((FrameVerdict.Reply) inbound.verdict()).message());
            }
            event = over ? RelayEvent.NONE : inbound.proceed();
        }
    }

    private void pong(byte[] payload) {
        near.write(ControlFrames.pong(near.channel().alloc(), Side.UPSTREAM, payload));
        near.flush();
    }

    /** The leg's session has said why before it sent its Close. */
    private void onClose() {
        Ending ending = session.ending();
        near.sendClose(inbound.control().close().code(), "");
        near.close();
        end(ending);
    }

    private void violated(Violation violation) {
        near.sendClose(violation.code(), violation.reason());
        near.close();
        end(new Ending(Phase.RELAY, violation.cause(), limits.endpointLostCode(), "endpoint: " + violation.reason()));
    }

    private void end(Ending ending) {
        dispose();
        near.close();
        Objects.requireNonNull(owner).onEnded(ending);
    }

    private void dispose() {
        over = true;
        waits.sessionEnded();
        inbound.dispose();
        writer.close();
        memory.hold(0);
    }

    private Legs.Owner whole() {
        return Objects.requireNonNull(whole);
    }
}
