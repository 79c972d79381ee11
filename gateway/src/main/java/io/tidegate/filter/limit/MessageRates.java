package io.tidegate.filter.limit;

import io.tidegate.filter.FilterContext;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import org.jspecify.annotations.Nullable;

/** Limits what a session sends by the size of whole messages, inflated. Confined. */
final class MessageRates implements MessageFilter {
    private final RateRule rule;
    private final FilterContext session;
    private final @Nullable Meter ofClient;
    private final @Nullable Meter ofUpstream;

    MessageRates(RateRule rule, FilterContext session) {
        this.rule = rule;
        this.session = session;
        this.ofClient = rule.meter(Side.CLIENT, session);
        this.ofUpstream = rule.meter(Side.UPSTREAM, session);
    }

    @Override
    public MessageVerdict onMessage(Side from, Message message) {
        Meter meter = from == Side.CLIENT ? ofClient : ofUpstream;
        boolean counts = rule.config().of().covers(message.isText())
                && message.size() > rule.config().largerThanBytes();
        if (meter == null || !counts) {
            return MessageVerdict.Pass.FORWARD;
        }
        long wait = meter.take(
                1, message.size(), rule.patienceNanos(), session.clock().nanos());
        if (wait == 0) {
            return MessageVerdict.Pass.FORWARD;
        }
        return wait > 0
                ? new MessageVerdict.Hold(wait)
                : rule.excess().ofMessage(message, rule.boundOf(meter), -wait, from, session);
    }
}
