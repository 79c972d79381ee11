package io.tidegate.filter.authenticate;

import io.tidegate.filter.Admission;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.Renewal;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Side;

/** A guard whose client may present another credential in a message. Confined. */
final class RenewingGuard implements HandshakeFilter, MessageFilter {
    private final Guard guard;
    private final RenewalMessages messages;

    RenewingGuard(Guard guard, RenewalMessages messages) {
        this.guard = guard;
        this.messages = messages;
    }

    @Override
    public MessageVerdict onMessage(Side from, Message message) {
        if (from != Side.CLIENT || !messages.means(message)) {
            return MessageVerdict.Pass.FORWARD;
        }
        message.keepSecret();
        String credential = messages.credential(message);
        return credential == null
                ? verdict(new Renewal.Refused("there is none"))
                : new MessageVerdict.Defer(guard.renew(credential).thenApply(this::verdict));
    }

    private MessageVerdict verdict(Renewal renewal) {
        return switch (renewal) {
            case Renewal.Renewed _ -> {
                String reply = messages.reply();
                yield reply == null ? MessageVerdict.Pass.DROP : new MessageVerdict.Reply(Message.text(reply));
            }
            case Renewal.Unavailable _ -> MessageVerdict.Pass.DROP; // what it came in by stands until it expires
            case Renewal.Refused _, Renewal.None _ ->
                new MessageVerdict.Close(Cause.EXPIRED, CloseCode.POLICY_VIOLATION, "credentials refused");
        };
    }

    @Override
    public Admission onHandshake(Handshake handshake) {
        return guard.onHandshake(handshake);
    }
}
