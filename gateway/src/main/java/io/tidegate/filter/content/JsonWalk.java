package io.tidegate.filter.content;

import io.tidegate.filter.Message;
import java.nio.ByteBuffer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

/** Parsers that walk over JSON texts: the one bound of theirs that can be broken is that on depth. */
public final class JsonWalk {
    private static final int MOST_DEPTH = 200;
    private static final byte BYTE_ORDER_MARK =
            (byte) 0xEF; // the first of three; JSON begins with no other character that has it
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonWalk() {}

    static JsonParser parser(String text) {
        return JSON.createParser(ObjectReadContext.empty(), text);
    }

    /**
     * Whether {@code message} may be an object or array: else it is not worth a walk, which for what is no JSON ends in an
     * exception. One with a NUL among its first bytes is none either: a parser of bytes would take it for UTF-16 or UTF-32, and
     * find what nobody else does.
     */
    public static boolean mayBeContainer(Message message) {
        if (!message.isText()) {
            return false;
        }
        ByteBuffer content = message.buffer();
        int end = content.remaining();
        for (int i = 0; i < Math.min(4, end); i++) {
            if (content.get(i) == 0) {
                return false;
            }
        }
        int at = end >= 3 && content.get(0) == BYTE_ORDER_MARK ? 3 : 0;
        while (at < end && Character.isWhitespace(content.get(at))) {
            at++;
        }
        return at < end && (content.get(at) == '{' || content.get(at) == '[');
    }

    /** Reads {@code message} as far as it is walked over; its places are in bytes. */
    public static JsonParser parser(Message message) {
        return JSON.createParser(ObjectReadContext.empty(), new ByteBufferBackedInputStream(message.buffer()));
    }
}
