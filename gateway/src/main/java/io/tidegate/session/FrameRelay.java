package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.ClosePayload;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Violation;
import io.tidegate.telemetry.LegCounters;
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
    private FrameFilters filters;
    private final LegCounters counters;
    private final LegCounters routeCounters;
    private final Backlog backlog = new Backlog();
    private RelayMode mode = RelayMode.RELAY;
    private long remainingBytes;
    private int runStart;
    private boolean skipping;
    private boolean skippingMessage;
    private boolean judged;
    private boolean stopped;
    private boolean boundaryAwaited;
    private boolean messageEndAwaited;
    private boolean frameEndAwaited;
    private boolean heard;
    private FrameVerdict verdict = FrameVerdict.Pass.FORWARD;
    private RelayEvent event = RelayEvent.NONE;
    private @Nullable MessagePath messages;
    private @Nullable DeadLetters deadLetters;
    private @Nullable Binding next;

    /** @param counters of this session and of its route: every frame passed on counts in both */
    FrameRelay(
            Peer source,
            Peer target,
            FrameScanner scanner,
            FrameFilters filters,
            LegCounters counters,
            LegCounters routeCounters) {
        this.source = source;
        this.target = target;
        this.scanner = scanner;
        this.filters = filters;
        this.counters = counters;
        this.routeCounters = routeCounters;
    }

    /** From the start: the payloads of data frames are for {@code path}, which says or writes what comes of them. */
    FrameRelay reading(MessagePath path) {
        messages = path;
        frameEndAwaited = true;
        return this;
    }

    /** From now on {@code letters} hears of the messages that are not passed on. */
    void tell(@Nullable DeadLetters letters) {
        deadLetters = letters;
        if (messages != null) {
            messages.tell(letters);
        }
    }

    /** Takes over {@code bytes} that the source sent. */
    @HotPath
    RelayEvent onBytes(ByteBuf bytes) {
        source.pings().heard();
        if (stopped) {
            backlog.add(bytes);
            return RelayEvent.NONE;
        }
        event = RelayEvent.NONE;
        if (mode == RelayMode.BROKEN) {
            bytes.release();
            return event;
        }
        for (ByteBuf start = backlog.removeStart(bytes); start != null; start = backlog.removeStart(bytes)) {
            walk(start);
            if (stopped) {
                backlog.addSecond(bytes);
                return event;
            }
        }
        walk(bytes);
        return event;
    }

    /** Goes on after an event, with the frame that caused it. */
    RelayEvent proceed() {
        stopped = false;
        event = RelayEvent.NONE;
        if (messages != null && mode == RelayMode.RELAY) {
            onFound(messages.proceed());
        }
        while (!stopped && !backlog.isEmpty()) {
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

    /** The Close that is next, after {@link RelayEvent#CLOSE}. */
    ClosePayload close() {
        return ClosePayload.read(
                scanner.header(), backlog.first(), backlog.first().readerIndex());
    }

    long backlogBytes() {
        return backlog.bytes();
    }

    /** After {@link RelayEvent#CLOSE}: passes it on as it is; nothing can follow it. */
    void passClose() {
        ByteBuf bytes = backlog.first();
        FrameHeader frame = scanner.header();
        counters.count(frame);
        routeCounters.count(frame);
        target.passClose(bytes.retainedSlice(bytes.readerIndex(), frame.headerBytes() + (int) frame.payloadBytes()));
        mode = RelayMode.DISCARD;
    }

    /** Whether the other leg is between two frames, so that a frame of ours may go there. */
    boolean atBoundary() {
        return remainingBytes == 0 || skipping;
    }

    /** Whether the other leg is between two messages, so that a message of ours may go there. */
    boolean betweenMessages() {
        return atBoundary() && (messages != null || skippingMessage || !scanner.inMessage());
    }

    boolean isStopped() {
        return stopped;
    }

    /** Whether bytes that come may still be passed on. */
    boolean passesOn() {
        return mode == RelayMode.RELAY || mode == RelayMode.FINISH_FRAME;
    }

    /** {@link RelayEvent#BOUNDARY} is to come at the end of the frame at hand. */
    void awaitBoundary() {
        boundaryAwaited = true;
        frameEndAwaited = true;
    }

    /** {@link RelayEvent#MESSAGE_END} is to come at the end of the message at hand. */
    void awaitMessageEnd() {
        messageEndAwaited = true;
        frameEndAwaited = true;
    }

    /** From the next message on, frames are judged by {@code binding}; the message at hand stays under what it began with. */
    void rebind(Binding binding) {
        next = binding;
        bindBetweenMessages();
    }

    /** The filters of now, or those that the next message is judged by. */
    FrameFilters newestFilters() {
        return next == null ? filters : next.filters();
    }

    /** No further frame is passed on; one that has begun is passed on to its end. */
    void stop() {
        if (mode == RelayMode.RELAY) {
            mode = atBoundary() ? RelayMode.DISCARD : RelayMode.FINISH_FRAME;
        }
        if (messages != null) {
            messages.close();
        }
    }

    /** Throws away all that is kept and all that comes. */
    void dispose() {
        if (deadLetters != null && mode != RelayMode.BROKEN) {
            stop();
            proceed(); // tells of what waits
        }
        mode = RelayMode.BROKEN;
        stopped = false;
        if (messages != null) {
            messages.dispose();
        }
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
        runStart = at;
        while (at < end && !stopped) {
            at = remainingBytes > 0 ? onPayload(bytes, at, end) : onHeader(bytes, at, end);
        }
        if (stopped) {
            target.writePart(bytes, runStart, at);
            bytes.readerIndex(at);
            backlog.addFirst(bytes);
        } else {
            target.writeRest(bytes, runStart);
        }
    }

    /** @return where the payload, or what there is of it, ends */
    @HotPath
    private int onPayload(ByteBuf bytes, int at, int end) {
        int step = (int) Math.min(remainingBytes, end - at);
        remainingBytes -= step;
        heard |= scanner.header().opcode() != Opcode.PONG;
        if (skipping) {
            runStart = at + step;
            if (messages != null) {
                onFound(messages.take(bytes, at, step));
            }
        }
        if (remainingBytes == 0 && !stopped) {
            onFrameEnd();
        }
        return at + step;
    }

    @HotPath
    private void onFrameEnd() {
        skipping = false;
        if (mode == RelayMode.FINISH_FRAME) {
            mode = RelayMode.DISCARD;
        }
        if (frameEndAwaited) {
            onAwaitedFrameEnd();
        }
    }

    @ColdPath
    private void onAwaitedFrameEnd() {
        if (boundaryAwaited) {
            boundaryAwaited = false;
            halt(RelayEvent.BOUNDARY);
        } else if (messageEndAwaited && betweenMessages()) {
            messageEndAwaited = false;
            halt(RelayEvent.MESSAGE_END);
        }
        if (messages != null) {
            onFound(messages.onFrameEnd(scanner.header()));
        }
        bindBetweenMessages();
    }

    @ColdPath
    private void onFound(RelayEvent found) {
        if (found == RelayEvent.NONE) {
            return;
        }
        if (found == RelayEvent.VIOLATION) {
            mode = RelayMode.BROKEN;
        } else if (messages != null) {
            verdict = messages.verdict();
        }
        halt(found);
    }

    private void bindBetweenMessages() {
        if (next != null && !scanner.inMessage()) {
            filters = next.filters();
            scanner.limit(next.limits().maxFrameBytes(), next.limits().maxMessageBytes());
            if (messages != null) {
                messages.bind(next.messages(), next.limits());
            }
            tell(next.deadLetters());
            next = null;
        }
        frameEndAwaited = next != null || boundaryAwaited || messageEndAwaited || messages != null;
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
            judge(frame, bytes, at);
            if (stopped) {
                return at;
            }
        }
        judged = false;
        return begin(frame, bytes, at);
    }

    /** Decides about a frame; stops the walk where that is not for the relay to decide. */
    @HotPath
    private void judge(FrameHeader frame, ByteBuf bytes, int at) {
        Opcode opcode = frame.opcode();
        verdict = FrameVerdict.Pass.DROP;
        if (mode == RelayMode.DISCARD) {
            if (opcode == Opcode.CLOSE) {
                halt(RelayEvent.CLOSE);
            }
            return;
        }
        if (opcode == Opcode.CONTINUATION && skippingMessage) {
            return;
        }
        if (opcode == Opcode.PONG && source.pings().onPong(frame, bytes, at)) {
            halt(RelayEvent.PONG);
            return;
        }
        heard |= opcode != Opcode.PONG;
        verdict = filters.onFrame(source.side(), frame);
        RelayEvent asked = opcode == Opcode.CLOSE ? RelayEvent.CLOSE : RelayEvent.of(verdict);
        stopped = asked != RelayEvent.NONE;
        event = asked;
    }

    @HotPath
    private int begin(FrameHeader frame, ByteBuf bytes, int at) {
        Opcode opcode = frame.opcode();
        boolean passes = verdict == FrameVerdict.Pass.FORWARD || verdict instanceof FrameVerdict.Hold;
        boolean dropped = !passes && (opcode != Opcode.CONTINUATION || skippingMessage);
        boolean leftOut = dropped || mode == RelayMode.DISCARD || opcode == Opcode.CLOSE;
        if (frame.startsMessage()) {
            skippingMessage = leftOut && !frame.fin();
        }
        if (leftOut && deadLetters != null && !opcode.isControl()) {
            deadLetters.leftOut(source.side(), frame, verdict, filters, mode == RelayMode.DISCARD);
        }
        remainingBytes = frame.payloadBytes();
        int payload = at + frame.headerBytes();
        skipping = (messages != null && messages.begin(frame, leftOut, bytes, payload)) || leftOut;
        if (skipping) {
            target.writePart(bytes, runStart, at);
            runStart = payload;
        }
        if (!leftOut) {
            counters.count(frame);
            routeCounters.count(frame);
            if (opcode == Opcode.PING) {
                target.pings().foreignPing();
            }
        }
        if (remainingBytes == 0) {
            onFrameEnd();
        }
        return payload;
    }

    @HotPath
    private void halt(RelayEvent why) {
        stopped = true;
        event = why;
    }
}
