package io.tidegate.filter.transform;

import io.tidegate.config.AnyValue;
import io.tidegate.config.ByteSize;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.RequestKey;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.content.Fault;
import io.tidegate.filter.content.Objection;
import io.tidegate.filter.content.Reaction;
import io.tidegate.filter.expression.Expression;
import io.tidegate.filter.expression.SessionFacts;
import io.tidegate.filter.json.JsonFault;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Side;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes messages on their way, step by step, as the configuration says. */
public final class Transform implements FilterType<Transform.Config> {
    static final String NAME = "transform";

    private static final int MOST_STEPS = 100;
    private static final String FROM_CLIENT = "from-client";
    private static final String FROM_ENDPOINT = "from-endpoint";

    /**
     * Settings of {@code transform}; {@code from-client}, {@code from-endpoint}, or both.
     *
     * @param fromClient steps that each message of the client goes through, one after the other; at most 100
     * @param fromEndpoint the same for messages of the endpoint
     * @param maxSize bytes of a message that steps are for, and of what becomes of it; 1 B to 16 MiB
     * @param onFault what becomes of a message that a step cannot do what it says with: the session ends with 1007, it is left
     *     out, or its sender gets {@code reply} instead
     * @param reply what the sender gets with {@code on-fault: reply}, 1 to 4,096 characters; <code>{pointer}</code> and
     *     <code>{rule}</code> stand for what is wrong, escaped as in a JSON string
     */
    public record Config(
            List<Step> fromClient,
            List<Step> fromEndpoint,
            @Default("1MiB") ByteSize maxSize,
            @Default("close") Reaction onFault,
            @Nullable String reply) {
        public Config {
            fromClient = List.copyOf(fromClient);
            fromEndpoint = List.copyOf(fromEndpoint);
            Check.that(
                    !fromClient.isEmpty() || !fromEndpoint.isEmpty(), "from-client or from-endpoint must list a step");
            Check.that(fromClient.size() <= MOST_STEPS, "from-client must list at most 100 steps");
            Check.that(fromEndpoint.size() <= MOST_STEPS, "from-endpoint must list at most 100 steps");
            Check.between("max-size", maxSize, new ByteSize(1), ByteSize.ofMiB(16));
            Objection.check("on-fault", onFault, reply);
            new Steps(FROM_CLIENT, fromClient);
            new Steps(FROM_ENDPOINT, fromEndpoint);
        }
    }

    /**
     * One step; what it says is done in the order of this list, and each sees what the one before has made. At least one key besides
     * {@code when}.
     *
     * @param when expression of CEL: the step is for messages of which it is true
     * @param remove JSON pointers to values that are taken out, if they are there
     * @param rename JSON pointers to values, and to where they are brought, if they are there
     * @param set values that are put in, by JSON pointer; <code>{{ }}</code> in their texts hold expressions of CEL
     * @param unwrap JSON pointer to the value that takes the place of the whole message
     * @param wrap value that takes the place of the whole message, as in {@code set}
     * @param text text that takes the place of the whole message, whether or not that is JSON; with <code>{{ }}</code>
     * @param as what kind of message it goes on as
     */
    public record Step(
            @Nullable String when,
            List<String> remove,
            Map<String, String> rename,
            Map<String, AnyValue> set,
            @Nullable String unwrap,
            @Nullable AnyValue wrap,
            @Nullable String text,
            @Nullable As as) {
        public Step {
            remove = List.copyOf(remove);
            rename = Collections.unmodifiableMap(new LinkedHashMap<>(rename));
            set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
            boolean changes = Stream.of(remove.isEmpty(), rename.isEmpty(), set.isEmpty(), unwrap == null, wrap == null)
                    .anyMatch(absent -> !absent);
            Check.that(
                    changes || text != null || as != null,
                    "remove, rename, set, unwrap, wrap, text or as must be given");
        }
    }

    /** What kind of message. */
    public enum As {
        TEXT,
        BINARY
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return new Factory(config);
    }

    private static final class Factory implements FilterFactory {
        private final Steps fromClient;
        private final Steps fromEndpoint;
        private final int maxSize;
        private final Objection objection;
        private final List<Expression> expressions;

        Factory(Config config) {
            this.fromClient = new Steps(FROM_CLIENT, config.fromClient());
            this.fromEndpoint = new Steps(FROM_ENDPOINT, config.fromEndpoint());
            this.maxSize = (int) config.maxSize().bytes();
            var close = new MessageVerdict.Close(Cause.INVALID, CloseCode.INVALID_PAYLOAD, "message is not valid");
            this.objection = new Objection(NAME, config.onFault(), config.reply(), close);
            this.expressions = Stream.concat(fromClient.expressions(), fromEndpoint.expressions())
                    .toList();
        }

        @Override
        public Filter newFilter(FilterContext context) {
            return new PerSession(this, SessionFacts.of(context, expressions), context);
        }

        @Override
        public boolean readsMessages() {
            return true;
        }

        /** The segments that expressions ask for, so that the route must have them. */
        @Override
        public List<RequestKey> requestKeys() {
            return expressions.stream()
                    .flatMap(expression -> expression.segments().stream())
                    .distinct()
                    .map(name -> new RequestKey(RequestKey.Kind.SEGMENT, name))
                    .toList();
        }
    }

    private record PerSession(Factory shared, SessionFacts facts, FilterContext session) implements MessageFilter {
        @Override
        public MessageVerdict onMessage(Side from, Message message) {
            Steps steps = from == Side.CLIENT ? shared.fromClient : shared.fromEndpoint;
            if (steps.isEmpty()) {
                return MessageVerdict.Pass.FORWARD;
            }
            var draft = new Draft(facts, from, message, shared.maxSize);
            try {
                return steps.verdict(draft);
            } catch (JsonFault e) {
                var fault = new Fault(e.pointer(), e.rule(), draft.told(e.detail()));
                return shared.objection.to(fault, from, message, session);
            }
        }
    }
}
