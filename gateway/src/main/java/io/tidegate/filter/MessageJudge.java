package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Side;
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
     * The verdict of all filters on the message with this content, which is borrowed until {@link #done}. Never {@link
     * MessageVerdict.Replace}: {@link #message} is what to pass on. After {@link MessageVerdict.Defer} comes {@link
     * #proceed}.
     */
    public MessageVerdict judge(boolean text, byte[] array, int offset, int size) {
        asked = filters;
        place = 0;
        view = Message.view(text, array, offset, size);
        message = view;
        return askNext();
    }

    /** Goes on with what a filter that deferred has come to; as {@link #judge}. Called on the loop. */
    public MessageVerdict proceed(@Nullable MessageVerdict verdict, @Nullable Throwable failure) {
        MessageVerdict known = verdict == null || verdict instanceof MessageVerdict.Defer
                ? broken("did not come to a verdict on", failure)
                : checked(verdict);
        return switch (known) {
            case MessageVerdict.Replace replaced -> {
                message = replaced.message();
                yield askNext();
            }
            case MessageVerdict.Pass pass -> pass == MessageVerdict.Pass.FORWARD ? askNext() : pass;
            case MessageVerdict.Reply _, MessageVerdict.Close _, MessageVerdict.Defer _ -> known;
        };
    }

    /** The filter that deferred took too long. */
    public MessageVerdict.Close timedOut() {
        return broken("was not done in time with", null);
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
        view.expire();
        view = NONE;
        message = NONE;
    }

    private MessageVerdict askNext() {
        while (place < asked.places()) {
            MessageFilter filter = asked.at(place++);
            MessageVerdict verdict = filter == null ? MessageVerdict.Pass.FORWARD : ask(filter);
            if (verdict instanceof MessageVerdict.Replace replaced) {
                message = replaced.message();
            } else if (verdict != MessageVerdict.Pass.FORWARD) {
                return verdict;
            }
        }
        return MessageVerdict.Pass.FORWARD;
    }

    private MessageVerdict ask(MessageFilter filter) {
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
            case MessageVerdict.Pass _, MessageVerdict.Close _, MessageVerdict.Defer _ -> true;
        };
        return valid ? verdict : broken("answered with a message that it had not kept to", null);
    }

    private MessageVerdict.Close broken(String what, @Nullable Throwable failure) {
        MessageFilter filter = asked.at(place - 1);
        String name = filter == null ? "" : filter.getClass().getName();
        LOG.error("Filter {} {} {}", name, what, message, failure);
        return BROKEN;
    }
}
