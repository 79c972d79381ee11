package io.tidegate.session.replay;

import io.tidegate.config.ResendConfig;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;

/** Requests that have no reply yet. Confined. */
final class Requests implements Protocol {
    private final ResendConfig config;
    private final Ledger ledger;
    private final Probe probe = new Probe();

    Requests(ResendConfig config, Room room) {
        this.config = config;
        this.ledger = new Ledger(config.messages(), config.bytes(), room);
    }

    @Override
    public MessageVerdict onMessage(Side from, Message message) {
        probe.on(message);
        String id = probe.at(from == Side.CLIENT ? config.requestId() : config.replyId());
        if (id != null && from == Side.CLIENT) {
            ledger.put(0, id, message.keep());
        } else if (id != null) {
            ledger.forget(0, id);
        }
        return MessageVerdict.Pass.FORWARD;
    }

    @Override
    public boolean isAwaited() {
        return !ledger.sent().isEmpty();
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }
}
