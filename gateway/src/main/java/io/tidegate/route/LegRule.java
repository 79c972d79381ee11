package io.tidegate.route;

import io.tidegate.config.Check;
import io.tidegate.config.LegMatchConfig;
import io.tidegate.config.LegMatchConfig.Kind;
import io.tidegate.filter.Message;
import io.tidegate.filter.content.PointerText;
import io.tidegate.filter.expression.Expression;
import io.tidegate.filter.expression.MessageFacts;
import io.tidegate.filter.expression.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which messages a leg takes. Shared, immutable. */
@FunctionalInterface
public interface LegRule {
    /**
     * Whether {@code message}, borrowed, goes to the leg.
     *
     * @param facts what a rule may ask of it, and of its session
     */
    boolean takes(Message message, MessageFacts facts);

    /**
     * What {@code config} says.
     *
     * @param path of the route
     * @throws io.tidegate.config.ConfigException where a rule cannot be compiled, or asks for segments that {@code path} has not
     */
    static LegRule of(LegMatchConfig config, PathPattern path) {
        Kind opcode = config.opcode();
        if (opcode != null) {
            return (message, _) -> message.isText() == (opcode == Kind.TEXT);
        }
        if (config.rule() != null) {
            return holding(Expression.condition("rule", config.rule(), Vocabulary.MESSAGE), path);
        }
        if (config.prefix() != null) {
            return startingWith(config.prefix());
        }
        return config.at() == null
                ? beginningWithOneOf(config)
                : having(PointerText.of(config.at()), Set.copyOf(config.is()));
    }

    private static LegRule holding(Expression rule, PathPattern path) {
        for (String segment : rule.segments()) {
            Check.that(path.names(segment), "rule must only use named segments of match.path, got " + segment);
        }
        return (_, facts) -> rule.evaluate(facts).isTrue();
    }

    /** @param values any where empty */
    private static LegRule having(PointerText pointer, Set<String> values) {
        return (message, _) -> {
            @Nullable String there = message.isText() ? pointer.in(message) : null;
            return there != null && (values.isEmpty() || values.contains(there));
        };
    }

    private static LegRule startingWith(String prefix) {
        ByteBuffer start =
                ByteBuffer.wrap(prefix.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
        return (message, _) -> message.isText()
                && message.size() >= start.remaining()
                && message.buffer().limit(start.remaining()).equals(start);
    }

    private static LegRule beginningWithOneOf(LegMatchConfig config) {
        BitSet values = new BitSet();
        config.firstByte().forEach(values::set);
        return (message, _) -> !message.isText()
                && message.size() > 0
                && values.get(message.buffer().get(0) & 0xFF);
    }
}
