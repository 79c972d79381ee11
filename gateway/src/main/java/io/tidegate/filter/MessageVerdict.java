package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** What a {@link MessageFilter} says of a message. */
public sealed interface MessageVerdict {
    /** Verdicts without a value. */
    enum Pass implements MessageVerdict {
        /** The next filter is asked; after the last the message is passed on. */
        FORWARD,
        /** The message is left out; nobody is told, and later filters are not asked. */
        DROP
    }

    /** The next filter is asked about {@code message} in place of this one; after the last it is what is passed on. */
    record Replace(Message message) implements MessageVerdict {
        public Replace {
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * The next filters are asked about each of {@code messages} in place of this one, in this order; after the last filter it is
     * passed on. There may be none, where this one is a part of what is yet to come.
     *
     * @param messages asked for one at a time, on the session's event loop, each when there is room for it, so they may be made
     *     as they are wanted; until the last one was, the message that they stand for stays valid
     */
    record Split(Iterable<Message> messages) implements MessageVerdict {
        public Split {
            Objects.requireNonNull(messages, "messages");
        }
    }

    /** The message is left out, and its sender gets {@code message}, which no filter is asked about. */
    record Reply(Message message) implements MessageVerdict {
        public Reply {
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * The message and all that follows it from that side wait, then the next filter is asked. Meanwhile nothing is read from
     * that side, so that the sender is slowed down by TCP.
     *
     * @param nanos how long; below 1 counts as 1
     */
    record Hold(long nanos) implements MessageVerdict {
        public Hold {
            nanos = Math.max(1, nanos);
        }
    }

    /**
     * The session is ended: a Close of this code goes to the side that sent the message, 1001 to the other (1011 if the
     * endpoint was the sender).
     *
     * @param code a valid close code
     * @param reason at most 123 bytes of UTF-8, for the peer
     */
    record Close(Cause cause, int code, String reason) implements MessageVerdict {
        public Close {
            new FrameVerdict.Close(cause, code, reason); // the same bounds
        }
    }

    /**
     * The filter must wait. The message and all that follows it from that side wait with it, and nothing is read from there;
     * the other side goes on. The route's {@code message-timeout} bounds it.
     *
     * @param verdict completed on any thread; an exception, null, another {@code Defer} or no completion in time ends the
     *     session with 1011
     */
    record Defer(CompletionStage<? extends MessageVerdict> verdict) implements MessageVerdict {
        public Defer {
            Objects.requireNonNull(verdict, "verdict");
        }
    }
}
