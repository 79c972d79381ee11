package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.tidegate.filter.MessageFilters;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import io.tidegate.session.tap.MessageTap;
import io.tidegate.session.tap.Tap;
import io.tidegate.session.tap.TapEvent;
import io.tidegate.session.tap.TapHandler;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Attaches a tap to a session and takes it off again. What it needs stands in the pipelines of both connections, and beside the
 * filters, while it is there; a session without one has nothing of it. Confined.
 */
final class Tapping extends TimerWheel.Timer implements Verdicts {
    private static final Side[] SIDES = Side.values();

    private final Tap tap;
    private final Judgement judgement;
    private final SessionParts parts;
    private final Loop loop;
    private final Map<Side, TapHandler> handlers = new EnumMap<>(Side.class);

    Tapping(Tap tap, Judgement judgement) {
        this.tap = tap;
        this.judgement = judgement;
        this.parts = judgement.parts();
        this.loop = judgement.loop();
    }

    /** Begins to listen. */
    void begin() {
        boolean reads = reads();
        tap.begin(
                loop.eventLoop(),
                new Tap.Start(
                        judgement.route().name(),
                        reads,
                        judgement.route().config().filters()),
                this::detach);
        if (reads) {
            judgement.messageFilters().watch(new MessageTap(tap));
        }
        for (Side side : SIDES) {
            parts.relay(side).judge().watch(this);
            TapHandler handler = attach(side);
            if (handler != null) {
                parts.relay(side).tap(handler);
            }
        }
        loop.arm(this, System.nanoTime() + TimeUnit.SECONDS.toNanos(tap.wish().seconds()));
        if (tap.isOver()) { // what waited was enough, or who wanted it is gone
            detach();
        }
    }

    boolean isOver() {
        return tap.isOver();
    }

    /** @param rest that the new endpoint has sent behind its 101; borrowed */
    void endpointReplaced(ByteBuf rest) {
        TapHandler handler = isOver() ? null : attach(Side.UPSTREAM);
        if (handler != null) {
            handler.begin(0, List.of(rest));
        }
    }

    @Override
    public void count(String filter, Side from, Action action) {
        TapHandler handler = handlers.get(from);
        if (handler != null) {
            handler.judged(new TapEvent.Said(filter, action));
        }
    }

    void sessionEnded(Ending ending) {
        tap.end(Tap.Why.ENDED, ending);
    }

    @Override
    protected void onTimeout(long nowNanos) {
        tap.end(Tap.Why.TIME, null);
    }

    /** @return null if the connection is not there any more */
    private @Nullable TapHandler attach(Side side) {
        Channel channel = parts.peer(side).channel();
        ChannelHandlerContext relay = channel.pipeline().context(RelayHandler.class);
        if (relay == null) {
            return null;
        }
        FrameRelay ofSide = parts.relay(side);
        var handler = new TapHandler(tap, side, reads(), ofSide::isStopped);
        channel.pipeline().addBefore(relay.name(), null, handler);
        handlers.put(side, handler);
        return handler;
    }

    private void detach() {
        loop.disarm(this);
        if (reads()) {
            judgement.messageFilters().watch(null);
        }
        for (Side side : SIDES) {
            parts.relay(side).judge().watch(null);
            Channel channel = parts.peer(side).channel();
            TapHandler handler = channel.pipeline().get(TapHandler.class);
            if (handler != null) {
                channel.pipeline().remove(handler);
            }
        }
    }

    private boolean reads() {
        return judgement.messageFilters() != MessageFilters.UNREAD;
    }
}
