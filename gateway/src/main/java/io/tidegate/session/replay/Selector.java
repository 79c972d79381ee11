package io.tidegate.session.replay;

import io.tidegate.config.MessageMatchConfig;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Says which messages are meant, and what each is about. Shared, immutable. */
final class Selector {
    private static final byte[] NO_PREFIX = {};

    private final MessageMatchConfig match;
    private final @Nullable String key;
    private final byte[] prefix;

    /** @param key JSON pointer to what a message is about */
    Selector(MessageMatchConfig match, @Nullable String key) {
        this.match = match;
        this.key = key;
        this.prefix = match.prefix() == null ? NO_PREFIX : match.prefix().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the message that {@code probe} looks into is meant. */
    boolean selects(Probe probe) {
        if (match.at() == null) {
            return probe.after(prefix) != null;
        }
        String there = probe.at(match.at());
        return there != null && (match.is().isEmpty() || match.is().contains(there));
    }

    /** What a message that is meant is about; null if it does not say. */
    @Nullable
    String key(Probe probe) {
        if (key != null) {
            return probe.at(key);
        }
        return match.at() == null ? probe.after(prefix) : "";
    }
}
