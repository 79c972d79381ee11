package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilters;
import io.tidegate.filter.MessageJudge;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.Violation;
import io.tidegate.route.SessionLimits;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the {@link FrameRelay} of a route with content filters does with messages: they are taken apart, judged, and written
 * anew. Holds one message at most, besides those that wait in the outbox. Confined.
 */
final class MessagePath {
    private static final Logger LOG = LoggerFactory.getLogger(MessagePath.class);
    private static final MessageVerdict.Close NO_MEMORY = new MessageVerdict.Close(
            Cause.MEMORY, CloseCode.TRY_AGAIN_LATER, "no memory for a message that has to wait");

    /** The next of what a message became is to come. */
    private static final MessageVerdict GO_ON = new MessageVerdict.Split(List.of());

    private final Peer source;
    private final Delivery onward;
    private final MessageReader reader;
    private final WayBack back;
    private final MessageJudge judge;
    private boolean reading;
    private boolean unwanted;
    private boolean full;
    private boolean closed;
    private boolean held;
    private @Nullable DeadLetters deadLetters;
    private @Nullable Deferral deferral;
    private @Nullable MessageVerdict early;
    private boolean tooEarly;
    private @Nullable Violation violation;
    private FrameVerdict verdict = FrameVerdict.Pass.FORWARD;

    /** @param back writes to the source, what filters answer */
    MessagePath(Peer source, Delivery onward, MessageReader reader, MessageWriter back, MessageFilters filters) {
        this.source = source;
        this.reader = reader;
        this.onward = onward;
        this.back = new WayBack(source, back);
        this.judge = new MessageJudge(source.side(), filters);
    }

    /** From now on {@code letters} hears of the messages that are not passed on. */
    void tell(@Nullable DeadLetters letters) {
        deadLetters = letters;
        onward.tell(letters);
    }

    /** Other filters and limits, for the messages after the one at hand. */
    void bind(MessageFilters filters, SessionLimits limits) {
        judge.bind(filters);
        reader.limit(limits.maxMessageBytes());
        onward.bind(limits.slowConsumer());
    }

    /**
     * A frame begins.
     *
     * @param leftOut whether it is not to be passed on
     * @param bytes borrowed, with its payload from {@code payload} as far as that has come
     * @return whether its payload is for this path alone; else it is to be passed on as it is
     */
    @ColdPath
    boolean begin(FrameHeader frame, boolean leftOut, ByteBuf bytes, int payload) {
        boolean data = !frame.opcode().isControl();
        if (frame.startsMessage()) {
            unwanted = leftOut && reader.mustRead(frame);
        }
        reading = data && !closed && (!leftOut || unwanted);
        if (!reading) {
            return data;
        }
        reader.begin(frame);
        boolean whole = frame.startsMessage()
                && frame.fin()
                && frame.payloadBytes() <= bytes.writerIndex() - payload
                && !frame.compressed()
                && onward.isDirect(payload - bytes.readerIndex())
                && !onward.writer().compresses((int) frame.payloadBytes());
        return !whole || !passesAsItIs(bytes, payload, (int) frame.payloadBytes());
    }

    /** Takes part of the payload, borrowed; {@link RelayEvent#VIOLATION} if it breaks a rule. */
    @ColdPath
    RelayEvent take(ByteBuf bytes, int at, int count) {
        try {
            return reading ? broke(reader.take(bytes, at, count)) : RelayEvent.NONE;
        } catch (OutOfMemoryError e) {
            return outOfMemory(e);
        }
    }

    /** A frame has ended. */
    @ColdPath
    RelayEvent onFrameEnd(FrameHeader frame) {
        if (frame.opcode().isControl()) {
            onward.onControl();
            full = !closed && onward.queues() && !onward.hasRoom();
            return full ? RelayEvent.FULL : RelayEvent.NONE;
        }
        if (early != null) {
            MessageVerdict known = early;
            early = null;
            return act(known);
        }
        if (violation != null) {
            return RelayEvent.VIOLATION;
        }
        if (!reading || !frame.fin()) {
            return RelayEvent.NONE;
        }
        reading = false;
        RelayEvent fault = broke(reader.end());
        if (fault != RelayEvent.NONE) {
            return fault;
        }
        if (unwanted) {
            reader.release();
            return RelayEvent.NONE;
        }
        return act(judge());
    }

    /** Goes on after {@link RelayEvent#HOLD}, {@code FULL} or {@code DEFERRED}; with no verdict the filter was too slow. */
    RelayEvent proceed() {
        full = false;
        if (held) {
            held = false;
            return act(judge.resume());
        }
        if (tooEarly) {
            tooEarly = false;
            return act(MessageVerdict.Pass.FORWARD);
        }
        Deferral waiting = deferral;
        if (waiting != null) {
            endDeferral();
            return act(waiting.judgedBy(judge));
        }
        return judge.isSplit() ? act(GO_ON) : RelayEvent.NONE;
    }

    /** After {@link RelayEvent#DEFERRED}: runs {@code resume} on {@code loop} when there is a verdict, if it is still awaited. */
    void whenJudged(Executor loop, Runnable resume) {
        Objects.requireNonNull(deferral).await(loop, resume);
    }

    /** After {@link RelayEvent#HOLD} and {@link RelayEvent#REFUSED}. */
    FrameVerdict verdict() {
        return verdict;
    }

    /** What is wrong with a message, or null. */
    @Nullable
    Violation violation() {
        return violation;
    }

    /** Whether what was written waits to be taken, so that no other message may follow. */
    boolean isFull() {
        return full;
    }

    /** Whether both sides can take a message, or let it wait. */
    boolean hasRoom() {
        boolean room = tooEarly ? !onward.isTooEarly(judge.message()) : onward.hasRoom();
        return room && !back.isFull();
    }

    /** Whether a message waits only for the moment from which others may be dropped for it. */
    boolean isEarly() {
        return tooEarly;
    }

    /** The way to the other side. */
    Delivery onward() {
        return onward;
    }

    /** Delivers what waits in the outbox, as long as there is room; {@link RelayEvent#REFUSED} where that fails. */
    RelayEvent deliver() {
        try {
            onward.deliver();
            return RelayEvent.NONE;
        } catch (OutOfMemoryError e) {
            return outOfMemory(e);
        }
    }

    /** What the message at hand takes is held against the budgets; false if they have no room for it. */
    boolean holdMemory() {
        return reader.holdMemory(judge.madeBytes());
    }

    /** Whether the sender was sent an answer since the last call, which is to be flushed. */
    @ColdPath
    boolean hasReplied() {
        return back.wasUsed();
    }

    /** No message is passed on any more. */
    @ColdPath
    void close() {
        if ((deferral != null || held) && deadLetters != null) {
            deadLetters.lost(source.side(), judge.message(), DeadLetters.UNDELIVERED);
        }
        closed = true;
        reading = false;
        full = false;
        held = false;
        if (tooEarly) {
            onward.lose(judge.message());
            tooEarly = false;
        }
        release();
    }

    /** Messages of another source are to come; what waits for the other side stays. */
    void restart() {
        close();
        reader.close();
        closed = false;
        early = null;
    }

    /** Gives back all that is left, but for what waits on its way. */
    void dispose() {
        close();
        reader.close();
    }

    private void endDeferral() {
        if (deferral != null) {
            deferral.callOff();
            deferral = null;
        }
    }

    /** Judges a message that came whole in one frame: if it may pass unchanged, its bytes need not be written anew. */
    private boolean passesAsItIs(ByteBuf bytes, int payload, int size) {
        RelayEvent fault = take(bytes, payload, size);
        reading = false;
        if (fault == RelayEvent.NONE) {
            fault = broke(reader.end());
        }
        if (fault == RelayEvent.NONE) {
            MessageVerdict found = judge();
            if (found == MessageVerdict.Pass.FORWARD && judge.isUnchanged()) {
                release();
                return true;
            }
            early = found;
        } else if (fault == RelayEvent.REFUSED) {
            early = MessageJudge.BROKEN;
        }
        return false;
    }

    private MessageVerdict judge() {
        ByteBuf content = reader.content();
        return judge.judge(Message.view(
                reader.isText(),
                content.array(),
                content.arrayOffset() + content.readerIndex(),
                content.readableBytes(),
                reader.wireBytes()));
    }

    /** @param first about the message at hand; others follow where it is several by now */
    private RelayEvent act(MessageVerdict first) {
        try {
            for (@Nullable MessageVerdict found = first; found != null; found = judge.next()) {
                RelayEvent event = actOn(found);
                if (event != RelayEvent.NONE) {
                    return event;
                }
            }
        } catch (OutOfMemoryError e) {
            return outOfMemory(e);
        }
        release();
        return RelayEvent.NONE;
    }

    private RelayEvent actOn(MessageVerdict found) {
        back.next();
        switch (found) {
            case MessageVerdict.Defer waiting -> {
                deferral = new Deferral(waiting);
                return RelayEvent.DEFERRED;
            }
            case MessageVerdict.Hold hold -> {
                held = true;
                verdict = new FrameVerdict.Hold(hold.nanos());
                return RelayEvent.HOLD;
            }
            case MessageVerdict.Pass.FORWARD -> {
                return passed(judge.message());
            }
            case MessageVerdict.Pass.DROP -> tellRefused("drop");
            case MessageVerdict.Replace _, MessageVerdict.Split _ -> {} // the judge goes on with those
            case MessageVerdict.Reply reply -> {
                tellRefused("reply");
                back.send(reply.message());
            }
            case MessageVerdict.Close close -> {
                if (deadLetters != null && !closed) { // else there was no memory for it
                    deadLetters.refused(source.side(), judge.message(), judge.decider(), close.cause());
                }
                return refuse(close);
            }
        }
        return done();
    }

    private RelayEvent passed(Message message) {
        return switch (onward.pass(message)) {
            case ACCEPTED -> done();
            case NO_MEMORY -> {
                onward.lose(message);
                yield refuse(NO_MEMORY);
            }
            case TOO_EARLY -> {
                tooEarly = true;
                full = true;
                yield RelayEvent.FULL;
            }
        };
    }

    /** The message at hand has been dealt with, or one of those that it became. */
    private RelayEvent done() {
        full = !hasRoom();
        if (full && !judge.isSplit()) {
            release();
        }
        return full ? RelayEvent.FULL : RelayEvent.NONE;
    }

    private void tellRefused(String verdict) {
        if (deadLetters != null) {
            deadLetters.refused(source.side(), judge.message(), judge.decider(), verdict);
        }
    }

    private RelayEvent refuse(MessageVerdict.Close close) {
        release();
        verdict = new FrameVerdict.Close(close.cause(), close.code(), close.reason());
        return RelayEvent.REFUSED;
    }

    /** Ends this session, for which there was no buffer, and keeps the walk that called from being cut off. */
    private RelayEvent outOfMemory(OutOfMemoryError error) {
        LOG.error("no memory for a message of the {} side", source.side().label(), error);
        close();
        return refuse(MessageJudge.BROKEN);
    }

    private RelayEvent broke(@Nullable Violation found) {
        if (found == null) {
            return RelayEvent.NONE;
        }
        if (found.cause() == Cause.MEMORY) {
            close();
            return refuse(new MessageVerdict.Close(found.cause(), found.code(), found.reason()));
        }
        violation = found;
        close();
        return RelayEvent.VIOLATION;
    }

    private void release() {
        endDeferral();
        DeadLetters told = deadLetters;
        if (told != null && judge.isSplit()) {
            judge.giveUp(part -> told.lost(source.side(), part, DeadLetters.UNDELIVERED));
        }
        judge.done();
        reader.release();
    }
}
