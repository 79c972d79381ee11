package io.tidegate.filter.expression;

import io.tidegate.filter.json.JsonFault;
import org.jspecify.annotations.Nullable;

/** What came of an expression. */
public sealed interface Outcome {
    /** What it is, in types of CEL. */
    record Value(Object value) implements Outcome {}

    /**
     * It failed. No value of a request or message is told, since it may be a secret.
     *
     * @param reason in words
     * @param of what is wrong with the message, if that is why
     */
    record Failure(String reason, @Nullable JsonFault of) implements Outcome {}

    /** Whether it is true, and nothing else. */
    default boolean isTrue() {
        return this instanceof Value known && Boolean.TRUE.equals(known.value());
    }
}
