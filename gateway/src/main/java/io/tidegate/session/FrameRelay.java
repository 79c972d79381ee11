package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Violation;
import io.tidegate.session.tap.TapHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a session: walks the bytes that one side sends, has each frame judged by its header, and passes the
 * bytes on untouched, in as few writes as the verdicts allow. Stops where its owner must decide, and goes on when told.
 * Keeps at most a partial header or control frame, and while stopped what came in meanwhile. Confined.
 */
final class FrameRelay {
    private final Peer source;
    private final Peer target;
    private final FrameScanner scanner;
    private final FrameJudge judge;
    private final Tally tally;
    private final Backlog backlog = new Backlog();
    private final Outflow outflow;
    private final FramePosition position = new FramePosition();
    private final FrameEnds ends = new FrameEnds();
    private RelayMode mode = RelayMode.RELAY;
    private boolean judged;
    private boolean heard;
    private FrameVerdict verdict = FrameVerdict.Pass.FORWARD;
    private RelayEvent event = RelayEvent.NONE;
    private @Nullable MessagePath messages;

    /** @param tally of every frame that is passed on */
    FrameRelay(Peer source, Peer target, FrameScanner scanner, FrameFilters filters, Tally tally) {
        this.source = source;
        this.target = target;
        this.outflow = new Outflow(target);
        this.scanner = scanner;
        this.judge = new FrameJudge(source.side(), filters);
        this.tally = tally;
    }

    /** From the start: the payloads of data frames are for {@code path}, which says or writes what comes of them. */
    FrameRelay reading(MessagePath path) {
        messages = path;
        judge.reads(path);
        ends.look(true);
        return this;
    }

    /** From the start: what has come of a message is held back until there is all of it, up to so much. */
    FrameRelay holdingBack(long maxBytes, Reserve.Share room) {
        outflow.holdBack(maxBytes, room);
        ends.look(true);
        return this;
    }

    /** Takes over {@code bytes} that the source sent. */
    @HotPath
    RelayEvent onBytes(ByteBuf bytes) {
        source.pings().heard();
        if (isStopped()) {
            backlog.add(bytes);
            return RelayEvent.NONE;
        }
        if (mode == RelayMode.BROKEN) {
            bytes.release();
            return event;
        }
        for (ByteBuf start = backlog.removeStart(bytes); start != null; start = backlog.removeStart(bytes)) {
            walk(start);
            if (isStopped()) {
                backlog.addSecond(bytes);
                return event;
            }
        }
        walk(bytes);
        return event;
    }

    /** Goes on after an event, with the frame that caused it. */
    RelayEvent proceed() {
        event = RelayEvent.NONE;
        if (messages != null && mode == RelayMode.RELAY) {
            onFound(messages.proceed());
        }
        while (!isStopped() && !backlog.isEmpty()) {
            onBytes(backlog.removeFirst());
        }
        return event;
    }

    /** What the filter said, after {@link RelayEvent#HOLD}, {@link RelayEvent#REPLY} and {@link RelayEvent#REFUSED}. */
    FrameVerdict verdict() {
        return verdict;
    }

    /** What was found, after {@link RelayEvent#VIOLATION}. */
    Violation violation() {
        Violation ofMessage = messages == null ? null : messages.violation();
        return ofMessage != null ? ofMessage : Objects.requireNonNull(scanner.violation());
    }

    /** What reads the messages; null where only headers are looked at. */
    @HotPath
    @Nullable
    MessagePath messages() {
        return messages;
    }

    /** The frame that is next, after {@link RelayEvent#CLOSE} and {@link RelayEvent#PING}. */
    ControlFrame control() {
        return new ControlFrame(scanner.header(), backlog.first());
    }

    /** Bytes that came and are not dealt with. */
    long backlogBytes() {
        return backlog.bytes();
    }

    /** After {@link RelayEvent#CLOSE}: passes it on as it is; nothing can follow it. */
    void passClose() {
        tally.count(scanner.header());
        outflow.release();
        target.passClose(control().retained());
        mode = RelayMode.DISCARD;
    }

    /** Whether the other leg is between two frames, so that a frame of ours may go there. */
    boolean atBoundary() {
        return position.atBoundary() || outflow.isWithheld();
    }

    /** Whether nothing is under way: no message has begun, and nothing waits. */
    boolean isAtRest() {
        boolean waiting = messages != null && messages.onward().hasWaiting();
        return !isStopped() && !waiting && !position.inFrame() && !scanner.inMessage();
    }

    /**
     * The target is gone, and with it what has begun of a message: the rest of that is left out.
     *
     * @return whether there was such a message
     */
    boolean cut() {
        boolean first = judged && scanner.header().startsMessage(); // none of it was passed on yet
        return messages == null && position.cut(scanner.inMessage() && !first);
    }

    /** The source is another one, whose stream is at its start; what the last one sent and waits here is thrown away. */
    void restart() {
        forget();
        scanner.restart();
        position.restart();
        ends.forgetBoundary();
        mode = RelayMode.RELAY;
        judged = false;
        if (messages != null) {
            messages.restart();
        }
        bindBetweenMessages();
    }

    /** Whether the other leg is between two messages, so that a message of ours may go there. */
    boolean betweenMessages() {
        return atBoundary()
                && (messages != null || position.isSkippingMessage() || !scanner.inMessage() || outflow.isWithheld());
    }

    /** Whether an event waits for {@link #proceed}. */
    @HotPath
    boolean isStopped() {
        return event != RelayEvent.NONE;
    }

    /** Whether bytes that come may still be passed on. */
    boolean passesOn() {
        return mode == RelayMode.RELAY || mode == RelayMode.FINISH_FRAME;
    }

    /** What may wait for the end of the frame or message at hand. */
    FrameEnds ends() {
        return ends;
    }

    /** Has {@code tap} begin where this stands. */
    void tap(TapHandler tap) {
        tap.begin(position.remainingBytes(), backlog.list());
    }

    /** From the next message on, frames are judged by {@code binding}; the message at hand stays under what it began with. */
    void rebind(Binding binding) {
        judge.rebind(binding);
        bindBetweenMessages();
    }

    /** What frames are judged by. */
    FrameJudge judge() {
        return judge;
    }

    /** No further frame is passed on; one that has begun is passed on to its end. */
    void stop() {
        outflow.dropWithheld();
        if (mode == RelayMode.RELAY) {
            mode = atBoundary() ? RelayMode.DISCARD : RelayMode.FINISH_FRAME;
        }
        if (messages != null) {
            messages.close();
        }
    }

    /** Throws away all that is kept and all that comes. */
    void dispose() {
        forget();
        if (messages != null) {
            messages.dispose();
        }
    }

    private void forget() {
        if (judge.deadLetters() != null && mode != RelayMode.BROKEN) {
            stop();
            proceed(); // tells of what waits
        }
        mode = RelayMode.BROKEN;
        event = RelayEvent.NONE;
        outflow.drop();
        backlog.dispose();
    }

    /** Whether data or a ping has come since the last call. */
    @HotPath
    boolean wasHeard() {
        boolean was = heard;
        heard = false;
        return was;
    }

    @HotPath
    private void walk(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        outflow.begin(at);
        while (at < end && !isStopped()) {
            at = position.inFrame() ? onPayload(bytes, at, end) : onHeader(bytes, at, end);
        }
        if (isStopped()) {
            outflow.passPart(bytes, at);
            bytes.readerIndex(at);
            backlog.addFirst(bytes);
        } else {
            outflow.passRest(bytes);
        }
    }

    /** @return where the payload, or what there is of it, ends */
    @HotPath
    private int onPayload(ByteBuf bytes, int at, int end) {
        int step = position.step(end - at);
        heard |= scanner.header().opcode() != Opcode.PONG;
        if (position.isSkipping()) {
            outflow.leaveOut(at + step);
            if (messages != null) {
                onFound(messages.take(bytes, at, step));
            }
        }
        if (!position.inFrame() && !isStopped()) {
            onFrameEnd(at + step);
        }
        return at + step;
    }

    @HotPath
    private void onFrameEnd(int at) {
        position.endFrame();
        if (mode == RelayMode.FINISH_FRAME) {
            mode = RelayMode.DISCARD;
        }
        if (ends.areAwaited()) {
            onAwaitedFrameEnd(at);
        }
    }

    @ColdPath
    private void onAwaitedFrameEnd(int at) {
        if (!scanner.inMessage()) {
            outflow.onBoundary(at);
        }
        RelayEvent due = ends.due(betweenMessages());
        event = due == RelayEvent.NONE ? event : due;
        if (messages != null) {
            onFound(messages.onFrameEnd(scanner.header()));
        }
        bindBetweenMessages();
    }

    @ColdPath
    private void onFound(RelayEvent found) {
        if (found == RelayEvent.VIOLATION) {
            mode = RelayMode.BROKEN;
        } else if (messages != null && found != RelayEvent.NONE) {
            verdict = messages.verdict();
        }
        event = found == RelayEvent.NONE ? event : found;
    }

    private void bindBetweenMessages() {
        if (!scanner.inMessage()) {
            judge.bind(scanner);
        }
        ends.look(judge.isRebinding() || messages != null || outflow.holdsBack());
    }

    /** @return where the frame's payload starts, {@code at} if it is not to be begun yet, or {@code end} */
    @HotPath
    private int onHeader(ByteBuf bytes, int at, int end) {
        FrameHeader frame = scanner.header();
        if (!judged) {
            int headerBytes = scanner.next(bytes, at, end);
            if (headerBytes == FrameScanner.VIOLATION) {
                onFound(RelayEvent.VIOLATION);
                return at;
            }
            if (headerBytes == FrameScanner.INCOMPLETE || frame.isPartialControl(end - at)) {
                backlog.keepStart(bytes, at, end);
                return end;
            }
            judged = true;
            decide(frame, bytes, at);
            if (isStopped()) {
                return at;
            }
        }
        judged = false;
        return begin(frame, bytes, at);
    }

    /** Decides about a frame; stops the walk where that is not for the relay to decide. */
    @HotPath
    private void decide(FrameHeader frame, ByteBuf bytes, int at) {
        Opcode opcode = frame.opcode();
        verdict = FrameVerdict.Pass.DROP;
        if (mode == RelayMode.DISCARD) {
            if (opcode == Opcode.CLOSE) {
                event = RelayEvent.CLOSE;
            }
            return;
        }
        if (opcode == Opcode.CONTINUATION && position.isSkippingMessage()) {
            return;
        }
        if (opcode == Opcode.PONG && source.pings().onPong(frame, bytes, at)) {
            event = RelayEvent.PONG;
            return;
        }
        heard |= opcode != Opcode.PONG;
        boolean parked = opcode == Opcode.PING && (target.kept() != null || judge.passesMessagesOnly());
        verdict = parked ? judge.judgeParked(opcode) : judge.judge(frame);
        RelayEvent asked = opcode == Opcode.CLOSE ? RelayEvent.CLOSE : RelayEvent.of(verdict);
        event = parked && asked == RelayEvent.NONE ? RelayEvent.PING : asked;
    }

    /** @return where the payload starts */
    @HotPath
    private int begin(FrameHeader frame, ByteBuf bytes, int at) {
        Opcode opcode = frame.opcode();
        boolean passes = verdict == FrameVerdict.Pass.FORWARD || verdict instanceof FrameVerdict.Hold;
        boolean dropped = opcode == Opcode.CONTINUATION ? position.isSkippingMessage() : !passes;
        boolean leftOut = dropped || mode == RelayMode.DISCARD || opcode == Opcode.CLOSE;
        if (frame.startsMessage()) {
            position.beginMessage(leftOut && !frame.fin());
        }
        if (leftOut && judge.deadLetters() != null && !opcode.isControl()) {
            judge.leftOut(frame, verdict, mode == RelayMode.DISCARD);
        }
        int payload = at + frame.headerBytes();
        boolean skips = (messages != null && messages.begin(frame, leftOut, bytes, payload)) || leftOut;
        position.begin(frame, skips);
        if (skips) {
            outflow.passPart(bytes, at);
            outflow.leaveOut(payload);
        }
        if (!leftOut) {
            tally.count(frame);
            if (opcode == Opcode.PING) {
                target.pings().foreignPing(frame, bytes, at);
            }
        }
        if (!position.inFrame()) {
            onFrameEnd(payload);
        }
        return payload;
    }
}
