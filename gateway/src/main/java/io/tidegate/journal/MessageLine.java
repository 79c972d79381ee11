package io.tidegate.journal;

import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.Side;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A line about a message.
 *
 * @param payload null where it is not written
 * @param fate null where the message went its way
 */
public record MessageLine(
        Origin origin,
        Facts facts,
        @Nullable Payload payload,
        @Nullable Fate fate) implements JournalEntry {
    private static final int FIXED_BYTES = 250;
    private static final int UNKNOWN = -1;

    /**
     * Where and when it was seen.
     *
     * @param atMillis as {@link System#currentTimeMillis}
     * @param from who sent it
     */
    public record Origin(long atMillis, String session, String route, Side from) {}

    /**
     * What is known of it.
     *
     * @param bytes of its content; below 0 if not known, as of one that is compressed and was not read
     * @param wireBytes payload bytes on the wire; below 0 if not known
     * @param id by which it can be followed
     * @param more whether there is more of it, so that neither size is that of the whole
     */
    public record Facts(
            boolean text,
            long bytes,
            long wireBytes,
            @Nullable String id,
            boolean more) {
        /**
         * Of a message up to and including {@code frame}.
         *
         * @param plain whether it is known not to be compressed
         */
        public static Facts of(FrameHeader frame, boolean plain) {
            long bytes = plain && frame.fin() ? frame.messageBytes() : UNKNOWN;
            return new Facts(frame.isText(), bytes, frame.messageBytes(), null, !frame.fin());
        }
    }

    /**
     * Why it was not delivered.
     *
     * @param reason {@code filter:NAME}, or one word
     * @param verdict what the filter said, in a word; null where it was no filter
     */
    public record Fate(String reason, @Nullable String verdict) {}

    @Override
    public int heldBytes() {
        return FIXED_BYTES + (payload == null ? 0 : payload.heldBytes());
    }

    @Override
    public byte[] line() {
        return JsonLine.of(this::tell);
    }

    private void tell(BiConsumer<String, @Nullable Object> field) {
        field.accept("time", Instant.ofEpochMilli(origin.atMillis()));
        field.accept("session", origin.session());
        field.accept("route", origin.route());
        field.accept("from", origin.from().label());
        field.accept("type", facts.text() ? "text" : "binary");
        field.accept("bytes", known(facts.bytes()));
        field.accept("wire-bytes", known(facts.wireBytes()));
        field.accept("more", facts.more() ? true : null);
        field.accept("id", facts.id());
        if (fate != null) {
            field.accept("reason", fate.reason());
            field.accept("verdict", fate.verdict());
        }
        if (payload != null) {
            payload.tell(field);
        }
    }

    private static @Nullable Long known(long bytes) {
        return bytes < 0 ? null : bytes;
    }

    /** A message's content, or its first part. Immutable. */
    public static final class Payload {
        private final byte[] content;
        private final boolean text;
        private final boolean truncated;
        private final @Nullable String omitted;

        private Payload(byte[] content, boolean text, boolean truncated, @Nullable String omitted) {
            this.content = content;
            this.text = text;
            this.truncated = truncated;
            this.omitted = omitted;
        }

        /** A copy of {@code content}, or of its first {@code most} bytes; of text, none of a character that is not whole. */
        public static Payload of(ByteBuffer content, boolean text, int most) {
            byte[] first = new byte[Math.min(content.remaining(), most)];
            content.get(content.position(), first);
            boolean truncated = first.length < content.remaining();
            byte[] whole = truncated && text ? Arrays.copyOf(first, endOfLastCharacter(first)) : first;
            return new Payload(whole, text, truncated, null);
        }

        /** None, and why. */
        public static Payload omitted(String why) {
            return new Payload(new byte[0], true, false, why);
        }

        int heldBytes() {
            return content.length;
        }

        void tell(BiConsumer<String, @Nullable Object> field) {
            if (omitted != null) {
                field.accept("payload-omitted", omitted);
                return;
            }
            if (text) {
                field.accept("payload", new String(content, StandardCharsets.UTF_8));
            } else {
                field.accept("payload-base64", Base64.getEncoder().encodeToString(content));
            }
            field.accept("truncated", truncated ? true : null);
        }

        private static int endOfLastCharacter(byte[] utf8) {
            int start = utf8.length - 1;
            while (start > 0 && (utf8[start] & 0xC0) == 0x80) {
                start--;
            }
            return start < 0 || start + lengthOf(utf8[start]) <= utf8.length ? utf8.length : start;
        }

        private static int lengthOf(byte first) {
            int value = first & 0xFF;
            if (value < 0x80) {
                return 1;
            }
            return value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
        }
    }
}
