package io.tidegate.route;

import io.tidegate.config.LegMatchConfig;
import io.tidegate.config.LegMatchConfig.Kind;
import io.tidegate.filter.Message;
import io.tidegate.filter.content.PointerText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which messages a leg takes. Shared, immutable. */
@FunctionalInterface
public interface LegRule {
    /** Whether {@code message}, borrowed, goes to the leg. */
    boolean takes(Message message);

    /** What {@code config} says. */
    static LegRule of(LegMatchConfig config) {
        Kind opcode = config.opcode();
        if (opcode != null) {
            return message -> message.isText() == (opcode == Kind.TEXT);
        }
        if (config.prefix() != null) {
            return startingWith(config.prefix());
        }
        return config.at() == null
                ? beginningWithOneOf(config)
                : having(PointerText.of(config.at()), Set.copyOf(config.is()));
    }

    /** @param values any where empty */
    private static LegRule having(PointerText pointer, Set<String> values) {
        return message -> {
            @Nullable String there = message.isText() ? pointer.in(message) : null;
            return there != null && (values.isEmpty() || values.contains(there));
        };
    }

    private static LegRule startingWith(String prefix) {
        ByteBuffer start =
                ByteBuffer.wrap(prefix.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
        return message -> message.isText()
                && message.size() >= start.remaining()
                && message.buffer().limit(start.remaining()).equals(start);
    }

    private static LegRule beginningWithOneOf(LegMatchConfig config) {
        BitSet values = new BitSet();
        config.firstByte().forEach(values::set);
        return message -> !message.isText()
                && message.size() > 0
                && values.get(message.buffer().get(0) & 0xFF);
    }
}
