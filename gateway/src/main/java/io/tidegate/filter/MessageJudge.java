package io.tidegate.filter;

import io.tidegate.filter.MessageWatch.Sight;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Side;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a session's message filters about the messages of one side, one message at a time. Confined. */
public final class MessageJudge {
    /** The verdict on a message that a filter failed to judge. */
    public static final MessageVerdict.Close BROKEN =
            new MessageVerdict.Close(Cause.INTERNAL, CloseCode.INTERNAL_ERROR, "internal error");

    private static final Logger LOG = LoggerFactory.getLogger(MessageJudge.class);
    private static final Message NONE = Message.binary(new byte[0]);

    private final Side from;
    private MessageFilters filters;
    private MessageFilters asked;
    private int place;
    private Message view = NONE;
    private Message message = NONE;
    private @Nullable Parts parts;
    private @Nullable SlowFilter slow; // while one has to wait and is recorded
    private @Nullable Sight sight;

    public MessageJudge(Side from, MessageFilters filters) {
        this.from = from;
        this.filters = filters;
        this.asked = filters;
    }

    /** Other filters, for the messages after the one at hand. */
    public void bind(MessageFilters newFilters) {
        filters = newFilters;
    }

    /**
     * The verdict of all filters on {@code of}, a view whose content is borrowed until {@link #done}. Never {@link
     * MessageVerdict.Replace}: {@link #message} is what to pass on. After {@link MessageVerdict.Defer} comes {@link
     * #proceed}, after {@link MessageVerdict.Hold} {@link #resume}. As long as it {@link #isSplit}, {@link #next} goes on.
     */
    public MessageVerdict judge(Message of) {
        asked = filters;
        place = 0;
        view = of;
        message = of;
        sight = filters.show(from, of);
        return askNext();
    }

    /** Goes on with what a filter that deferred has come to; as {@link #judge}. Called on the loop. */
    public MessageVerdict proceed(@Nullable MessageVerdict verdict, @Nullable Throwable failure) {
        waited();
        MessageVerdict known = verdict == null || verdict instanceof MessageVerdict.Defer
                ? broken("did not come to a verdict on", failure)
                : checked(verdict);
        return passesOn(known) ? askNext() : known;
    }

    /**
     * Goes on with the next of the messages that filters put in the place of one; as {@link #judge}.
     *
     * @return null if there is no other
     */
    public @Nullable MessageVerdict next() {
        for (Parts among = parts; among != null; among = parts) {
            place = among.place();
            try {
                Message part = among.next();
                if (part != null) {
                    message = part;
                    return askNext();
                }
            } catch (RuntimeException | LinkageError | StackOverflowError e) { // made by a plug-in
                count(Verdicts.Action.FAIL);
                return broken("did not say what is to come after", e);
            }
            parts = among.outer();
        }
        return null;
    }

    /** Whether {@link #next} is to be asked. */
    public boolean isSplit() {
        return parts != null;
    }

    /** {@code losses} gets each message that {@link #next} would have gone on with; there is no other any more. */
    public void giveUp(Consumer<Message> losses) {
        for (Parts among = parts; among != null; among = among.outer()) {
            try {
                for (Message part = among.next(); part != null; part = among.next()) {
                    losses.accept(part);
                }
            } catch (RuntimeException | LinkageError | StackOverflowError e) { // made by a plug-in
                broken("did not say what was to come after", e);
            }
        }
        parts = null;
    }

    /** Bytes of what filters have made of the message at hand, as far as it was not passed on. */
    public long madeBytes() {
        return (message == view ? 0 : message.size()) + (parts == null ? 0 : parts.bytes());
    }

    /** The message was held for as long as a filter wanted; as {@link #judge}. */
    public MessageVerdict resume() {
        return askNext();
    }

    /** The filter that deferred took too long. */
    public MessageVerdict.Close timedOut() {
        waited();
        MessageVerdict.Close late = broken("was not done in time with", null);
        count(Verdicts.Action.FAIL);
        return late;
    }

    /** What the configuration calls the filter that was asked last: whose verdict {@link #judge} gave, unless all forward. */
    public String decider() {
        return asked.nameAt(place - 1);
    }

    /** What is to be passed on: the message itself, or what a filter put in its place. */
    public Message message() {
        return message;
    }

    /** Whether no filter has put another message in the place of the one at hand. */
    public boolean isUnchanged() {
        return message == view;
    }

    /** The content of the message is given back. */
    public void done() {
        if (sight != null) {
            sight.done(view.isSecret() || message.isSecret());
            sight = null;
        }
        view.expire();
        view = NONE;
        message = NONE;
        parts = null;
    }

    private void waited() {
        SlowFilter.messageJudged(slow, decider(), asked.verdicts().sessionId(), from, true);
        slow = null;
    }

    private MessageVerdict askNext() {
        while (place < asked.places()) {
            MessageFilter filter = asked.at(place++);
            MessageVerdict verdict = filter == null ? MessageVerdict.Pass.FORWARD : ask(filter);
            if (!passesOn(verdict)) {
                return verdict;
            }
        }
        return MessageVerdict.Pass.FORWARD;
    }

    /** Counts {@code verdict}, and takes the message that it puts in the place of this one. */
    private boolean passesOn(MessageVerdict verdict) {
        if (verdict == MessageVerdict.Pass.FORWARD) {
            return true;
        }
        Verdicts.Action action = switch (verdict) {
            case MessageVerdict.Replace _, MessageVerdict.Split _ -> Verdicts.Action.REPLACE;
            case MessageVerdict.Pass _ -> Verdicts.Action.DROP;
            case MessageVerdict.Reply _ -> Verdicts.Action.REPLY;
            case MessageVerdict.Hold _ -> Verdicts.Action.HOLD;
            case MessageVerdict.Close close ->
                close.cause() == Cause.INTERNAL ? Verdicts.Action.FAIL : Verdicts.Action.CLOSE;
            case MessageVerdict.Defer _ -> Verdicts.Action.DEFER;
        };
        count(action);
        if (verdict instanceof MessageVerdict.Replace replaced) {
            message = replaced.message().inPlaceOf(message);
            return true;
        }
        if (verdict instanceof MessageVerdict.Split split) {
            parts = new Parts(split.messages(), message, place, parts);
        }
        return false;
    }

    private void count(Verdicts.Action action) {
        asked.verdicts().count(decider(), from, action);
        if (sight != null) {
            sight.said(decider(), action);
        }
    }

    private MessageVerdict ask(MessageFilter filter) {
        SlowFilter begun = SlowFilter.begun();
        MessageVerdict verdict = answer(filter);
        if (verdict instanceof MessageVerdict.Defer) {
            slow = begun;
        } else {
            SlowFilter.messageJudged(begun, decider(), asked.verdicts().sessionId(), from, false);
        }
        return verdict;
    }

    private MessageVerdict answer(MessageFilter filter) {
        try {
            MessageVerdict verdict = filter.onMessage(from, message);
            return verdict == null ? broken("answered null to", null) : checked(verdict);
        } catch (RuntimeException
                | LinkageError
                | StackOverflowError e) { // a plug-in may have been built against others
            return broken("did not judge", e);
        }
    }

    private MessageVerdict checked(MessageVerdict verdict) {
        boolean valid = switch (verdict) {
            case MessageVerdict.Replace replaced -> replaced.message().isValid();
            case MessageVerdict.Reply reply -> reply.message().isValid();
            case MessageVerdict.Pass _,
                    MessageVerdict.Split _,
                    MessageVerdict.Hold _,
                    MessageVerdict.Close _,
                    MessageVerdict.Defer _ -> true;
        };
        return valid ? verdict : broken("answered with a message that it had not kept to", null);
    }

    private MessageVerdict.Close broken(String what, @Nullable Throwable failure) {
        LOG.error(
                "Filter {} {} {} of session {}",
                decider(),
                what,
                message,
                asked.verdicts().sessionId(),
                failure);
        return BROKEN;
    }
}
