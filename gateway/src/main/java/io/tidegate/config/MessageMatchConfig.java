package io.tidegate.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which text messages are meant: {@code at}, or {@code prefix}.
 *
 * @param at JSON pointer to a string, number, {@code true} or {@code false} in a JSON message: {@code /type}
 * @param is what must stand there, as text; anything where absent
 * @param prefix how the text must start; 1 to 256 characters
 */
public record MessageMatchConfig(
        @Nullable String at, List<String> is, @Nullable String prefix) {
    public MessageMatchConfig {
        is = List.copyOf(is);
        Check.that((at == null) != (prefix == null), "at or prefix must be given, and not both");
        Check.that(at != null || is.isEmpty(), "is must not be set without at");
        if (at != null) {
            Check.pointer("at", at);
        }
        if (prefix != null) {
            Check.between("prefix", prefix.length(), 1, 256);
        }
    }
}
