package io.tidegate.config;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of a client's messages a leg takes, as filters have left them: one of the following.
 *
 * @param at JSON pointer to a string, number, {@code true} or {@code false} in a JSON message: {@code /type}
 * @param is what must stand there, as text; anything where absent
 * @param prefix how the text must start; 1 to 256 characters
 * @param opcode {@code text} or {@code binary}
 * @param firstByte what a binary message may start with; each 0 to 255
 * @param rule expression of CEL that is true of the message
 */
public record LegMatchConfig(
        @Nullable String at,
        List<String> is,
        @Nullable String prefix,
        @Nullable Kind opcode,
        List<Integer> firstByte,
        @Nullable String rule) {

    /** Kinds of messages. */
    public enum Kind {
        TEXT,
        BINARY
    }

    public LegMatchConfig {
        is = List.copyOf(is);
        firstByte = List.copyOf(firstByte);
        long given = Stream.of(at != null, prefix != null, opcode != null, !firstByte.isEmpty(), rule != null)
                .filter(one -> one)
                .count();
        Check.that(given == 1, "one of at, prefix, opcode, first-byte and rule must be given, and no other");
        Check.that(at != null || is.isEmpty(), "is must not be set without at");
        if (at != null) {
            Check.pointer("at", at);
        }
        if (prefix != null) {
            Check.between("prefix", prefix.length(), 1, 256);
        }
        for (int value : firstByte) {
            Check.between("first-byte", value, 0, 255);
        }
    }
}
