package io.tidegate.filter;

import io.tidegate.protocol.Side;

/** Judges whole messages by their content. Its factory says so ({@link FilterFactory#readsMessages}). */
public interface MessageFilter extends Filter {
    /**
     * Called once for each message that a peer sent, in the order of the configuration, on the session's event loop; must
     * not block: {@link MessageVerdict.Defer} what has to wait. {@code message} is valid for this call only; {@link
     * Message#keep} makes one that lasts.
     */
    MessageVerdict onMessage(Side from, Message message);
}
