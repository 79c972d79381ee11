package io.tidegate.session;

import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import org.jspecify.annotations.Nullable;

/** What the frames of one side are judged by, as reloads bind it anew between two messages. Confined. */
final class FrameJudge {
    private static final FrameVerdict FLOOD =
            new FrameVerdict.Close(Cause.RATE, CloseCode.POLICY_VIOLATION, "too many pings and pongs");

    private final Side from;
    private FrameFilters filters;
    private @Nullable DeadLetters deadLetters;
    private @Nullable MessagePath messages;
    private @Nullable ControlPace pace;
    private @Nullable Binding next;
    private boolean messagesOnly;

    FrameJudge(Side from, FrameFilters filters) {
        this.from = from;
        this.filters = filters;
    }

    @HotPath
    FrameVerdict judge(FrameHeader frame) {
        if (messagesOnly && frame.opcode() == Opcode.PONG) {
            return FrameVerdict.Pass.DROP;
        }
        return frame.opcode().isControl() && isFlood(frame.opcode()) ? FLOOD : filters.onFrame(from, frame);
    }

    /** A ping that goes no further, since there is no endpoint; it may come no faster than others. */
    @HotPath
    FrameVerdict judgeParked(Opcode ping) {
        return isFlood(ping) ? FLOOD : FrameVerdict.Pass.DROP;
    }

    /** From the start: pings are answered and pongs left out, since the other side has not to do with this one alone. */
    void passMessagesOnly() {
        messagesOnly = true;
    }

    @HotPath
    boolean passesMessagesOnly() {
        return messagesOnly;
    }

    /** From the start: pings and pongs may come no faster. */
    void limit(ControlPace ofControl) {
        pace = ofControl;
    }

    /** Whether it is one ping or pong too many. */
    @HotPath
    private boolean isFlood(Opcode control) {
        return pace != null && control != Opcode.CLOSE && !pace.tryTake();
    }

    /** From the start: messages are read by {@code path}, which is to be bound too. */
    void reads(MessagePath path) {
        messages = path;
    }

    /** From now on {@code letters} hears of what is not passed on; null for nobody. */
    void tell(@Nullable DeadLetters letters) {
        deadLetters = letters;
        if (messages != null) {
            messages.tell(letters);
        }
    }

    /** Who hears of what is not passed on; null for nobody. */
    @HotPath
    @Nullable
    DeadLetters deadLetters() {
        return deadLetters;
    }

    /**
     * A data frame is not passed on.
     *
     * @param ending whether no frame is passed on any more, whatever the verdict
     */
    @ColdPath
    void leftOut(FrameHeader frame, FrameVerdict verdict, boolean ending) {
        if (deadLetters != null) {
            deadLetters.leftOut(from, frame, verdict, filters, ending);
        }
    }

    /** {@code onlooker} is told what filters say of frames; null for nobody any more. */
    void watch(@Nullable Verdicts onlooker) {
        filters.watch(onlooker);
        newestFilters().watch(onlooker);
    }

    /** The filters of now, or those that the next message is judged by. */
    FrameFilters newestFilters() {
        return next == null ? filters : next.filters();
    }

    /** {@code binding} is to take the place of what is bound now. */
    void rebind(Binding binding) {
        next = binding;
    }

    boolean isRebinding() {
        return next != null;
    }

    /** Between two messages: binds what is to be bound, {@code scanner} too. */
    void bind(FrameScanner scanner) {
        Binding bound = next;
        if (bound == null) {
            return;
        }
        filters = bound.filters();
        scanner.limit(bound.limits().maxFrameBytes(), bound.limits().maxMessageBytes());
        scanner.limitFragments(bound.limits().maxFragments());
        if (pace != null) {
            pace.bind(bound.limits());
        }
        if (messages != null) {
            messages.bind(bound.messages(), bound.limits());
        }
        tell(bound.deadLetters());
        next = null;
    }
}
