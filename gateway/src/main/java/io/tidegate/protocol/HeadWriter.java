package io.tidegate.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Writes the head of an HTTP/1.1 request or response; fields and body as ISO 8859-1. For one message; confined. */
public final class HeadWriter {
    private final StringBuilder text = new StringBuilder(512);

    /** @param startLine without its CR LF */
    public HeadWriter(String startLine) {
        text.append(startLine).append("\r\n");
    }

    /** Nothing is checked: whoever calls has made sure that there is no control character in it. */
    public HeadWriter field(String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /** In their order. */
    public HeadWriter fields(HeaderList fields) {
        fields.fields().forEach(field -> field(field.name(), field.value()));
        return this;
    }

    /** The whole message in a new buffer. */
    public ByteBuf encode(ByteBufAllocator allocator, String body) {
        text.append("\r\n").append(body);
        ByteBuf bytes = allocator.ioBuffer(text.length());
        bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        return bytes;
    }
}
