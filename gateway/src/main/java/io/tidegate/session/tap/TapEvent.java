package io.tidegate.session.tap;

import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame or message that a tap has seen. Immutable.
 *
 * @param atMillis when it began to come, as {@link System#currentTimeMillis}
 * @param kind of the message where this is one of its frames; never a continuation
 * @param bytes of the payload as it came, or of the content where messages are read
 * @param compressed whether {@code content} is compressed
 * @param content the first of it, not masked
 * @param omitted why there is no content; null where there is
 * @param verdicts of filters, besides letting it pass, as far as they are known
 */
public record TapEvent(
        long atMillis,
        Side from,
        Opcode kind,
        Part part,
        long bytes,
        boolean compressed,
        ByteBuffer content,
        @Nullable String omitted,
        List<Said> verdicts) {
    private static final int FIXED_BYTES = 200;

    /** Which part of a message it is. */
    public enum Part {
        WHOLE,
        FIRST,
        MIDDLE,
        LAST;

        static Part of(boolean starts, boolean fin) {
            if (starts) {
                return fin ? WHOLE : FIRST;
            }
            return fin ? LAST : MIDDLE;
        }
    }

    /** What a filter did. */
    public record Said(String filter, Verdicts.Action verdict) {}

    public TapEvent {
        content = content.asReadOnlyBuffer();
        verdicts = List.copyOf(verdicts);
    }

    /** Whether the content is all that there is of a message or control frame. */
    public boolean isWhole() {
        return part == Part.WHOLE && content.remaining() == bytes;
    }

    int heldBytes() {
        return FIXED_BYTES + content.remaining();
    }
}
