package io.tidegate.session.replay;

import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;

/** Knows what the messages of a session mean for what is recorded of it. Confined. */
interface Protocol {
    /** Records or forgets what {@code message} is about, and says what becomes of it. Never defers. */
    MessageVerdict onMessage(Side from, Message message);

    /** The endpoint is lost, and {@link Ledger#hold} was called. */
    default Parting onLoss() {
        return Parting.SILENT;
    }

    /** Whether the endpoint owes a reply that no other one would give as well. */
    default boolean isAwaited() {
        return false;
    }

    Ledger ledger();
}
