package io.tidegate.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Writes the head of an HTTP/1.1 request or response; fields and body as ISO 8859-1. Refuses control characters, wherever they
 * come from, so that no value can become a field or a message of its own. For one message; confined.
 */
public final class HeadWriter {
    private final StringBuilder text = new StringBuilder(512);

    /** @param startLine without its CR LF */
    public HeadWriter(String startLine) {
        append(startLine);
        text.append("\r\n");
    }

    /**
     * Adds a field.
     *
     * @throws IllegalArgumentException if there is a control character in it
     */
    public HeadWriter field(String name, String value) {
        append(name);
        text.append(": ");
        append(value);
        text.append("\r\n");
        return this;
    }

    /** In their order. */
    public HeadWriter fields(HeaderList fields) {
        fields.fields().forEach(field -> field(field.name(), field.value()));
        return this;
    }

    private void append(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                throw new IllegalArgumentException("a head must not have control characters, but has one as character "
                        + (i + 1) + " of " + part.length()); // not which text: it may be secret
            }
        }
        text.append(part);
    }

    /** The whole message in a new buffer. */
    public ByteBuf encode(ByteBufAllocator allocator, String body) {
        text.append("\r\n").append(body);
        ByteBuf bytes = allocator.ioBuffer(text.length());
        bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        return bytes;
    }
}
