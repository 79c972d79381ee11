package io.tidegate.filter.authenticate;

import io.tidegate.config.MessageMatchConfig;
import io.tidegate.filter.Message;
import io.tidegate.filter.content.PointerText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows the messages that present another credential. Immutable, shared. */
final class RenewalMessages {
    private final @Nullable PointerText mark;
    private final List<String> values;
    private final byte[] prefix;
    private final @Nullable PointerText credential;
    private final @Nullable String reply;

    RenewalMessages(RenewConfig config) {
        MessageMatchConfig match = config.message();
        this.mark = match.at() == null ? null : PointerText.of(match.at());
        this.values = match.is();
        this.prefix = match.prefix() == null ? new byte[0] : match.prefix().getBytes(StandardCharsets.UTF_8);
        this.credential = config.credential() == null ? null : PointerText.of(config.credential());
        this.reply = config.reply();
    }

    boolean means(Message message) {
        if (!message.isText()) {
            return false;
        }
        if (mark == null) {
            return startsWithPrefix(message);
        }
        String there = mark.in(message);
        return there != null && (values.isEmpty() || values.contains(there));
    }

    /** The credential in a message that is meant; null if it has none. */
    @Nullable
    String credential(Message message) {
        String found = credential == null
                ? new String(message.bytes(), prefix.length, message.size() - prefix.length, StandardCharsets.UTF_8)
                        .strip()
                : credential.in(message);
        return found == null || found.isEmpty() ? null : found;
    }

    @Nullable
    String reply() {
        return reply;
    }

    private boolean startsWithPrefix(Message message) {
        ByteBuffer content = message.buffer();
        return content.remaining() >= prefix.length
                && content.slice(0, prefix.length).equals(ByteBuffer.wrap(prefix));
    }
}
