package io.tidegate.filter.content;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.Percentage;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.From;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageSpans;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import io.tidegate.protocol.TraceContext;
import org.jspecify.annotations.Nullable;

/** Takes traces that messages carry a step on: a span for the message, which the message goes on with. */
public final class Trace implements FilterType<Trace.Config> {
    private static final Percentage ALL = Percentage.parse("100%");

    private volatile @Nullable MessageSpans spans;

    /**
     * Settings of {@code trace}.
     *
     * @param from whose messages are meant
     * @param at JSON pointer to the message's {@code traceparent}, a string as W3C Trace Context writes it; not empty
     * @param sample how many messages get a span, of those that carry a trace that is recorded, or none
     * @param missing what becomes of a text that carries none: it stays as it is, or a trace begins with it
     */
    public record Config(
            @Default("client") From from,
            @Default("/traceparent") String at,
            @Default("1%") Percentage sample,
            @Default("begin") Missing missing) {
        public Config {
            Check.notBlank("at", at);
            Check.pointer("at", at);
        }
    }

    /** What becomes of a text without a trace. */
    public enum Missing {
        LEAVE,
        BEGIN
    }

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        PointerText at = PointerText.of(config.at());
        return FilterFactory.ofMessages(context -> new PerSession(config, at, context));
    }

    /** Where spans go from now on. */
    public void tell(MessageSpans receiver) {
        spans = receiver;
    }

    private final class PerSession implements MessageFilter {
        private final Config config;
        private final PointerText at;
        private final FilterContext session;
        private final Sample sample;

        PerSession(Config config, PointerText at, FilterContext session) {
            this.config = config;
            this.at = at;
            this.session = session;
            this.sample = new Sample(config.sample());
        }

        @Override
        public MessageVerdict onMessage(Side from, Message message) {
            MessageSpans told = spans;
            if (told == null || !config.from().covers(from) || !sample.takes()) {
                return MessageVerdict.Pass.FORWARD;
            }
            return trace(from, message, told);
        }

        private MessageVerdict trace(Side from, Message message, MessageSpans told) {
            String found = at.in(message);
            TraceContext parent = found == null ? null : TraceContext.parse(found);
            boolean begins = found == null && config.missing() == Missing.BEGIN;
            boolean goesOn = parent != null && parent.sampled();
            PointerText.Gap gap = goesOn ? at.string(message) : begins ? at.gap(message) : null;
            if (gap == null) {
                return MessageVerdict.Pass.FORWARD;
            }
            TraceContext place = parent == null ? TraceContext.begin(ALL) : parent.next();
            told.passed(new MessageSpans.Passed(
                    session.sessionId(),
                    session.route(),
                    from,
                    message.id(),
                    message.size(),
                    parent,
                    place,
                    session.clock().nanos()));
            return new MessageVerdict.Replace(gap.filled(message, '"' + place.traceparent() + '"'));
        }
    }
}
