package io.tidegate.filter.limit;

import io.tidegate.filter.FilterContext;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import org.jspecify.annotations.Nullable;

/** Limits how big whole messages are, on the wire and inflated. Confined. */
final class MessageSizes implements MessageFilter {
    /** Below, a message that compresses well is no bomb. */
    private static final int LEAST_INFLATED = 1024;

    private final SizeLimits.Config config;
    private final Kind of;
    private final Excess excess;
    private final FilterContext session;

    MessageSizes(SizeLimits.Config config, Excess excess, FilterContext session) {
        this.config = config;
        this.of = config.kind();
        this.excess = excess;
        this.session = session;
    }

    @Override
    public MessageVerdict onMessage(Side from, Message message) {
        if (!config.from().covers(from) || !of.covers(message.isText())) {
            return MessageVerdict.Pass.FORWARD;
        }
        Bound broken = broken(message);
        return broken == null ? MessageVerdict.Pass.FORWARD : excess.ofMessage(message, broken, 0, from, session);
    }

    private @Nullable Bound broken(Message message) {
        if (config.maxWire() != null && message.wireBytes() > config.maxWire().bytes()) {
            return config.bound("max-wire", config.maxWire());
        }
        if (config.maxInflated() != null
                && message.size() > config.maxInflated().bytes()) {
            return config.bound("max-inflated", config.maxInflated());
        }
        Integer most = config.maxRatio();
        boolean bomb =
                most != null && message.size() > LEAST_INFLATED && message.size() > (long) most * message.wireBytes();
        return bomb ? config.bound("max-ratio", most) : null;
    }
}
