package io.tidegate.filter.content;

import io.tidegate.filter.Message;
import java.nio.ByteBuffer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

/** Parsers that walk over JSON texts: the one bound of theirs that can be broken is that on depth. */
final class JsonWalk {
    private static final int MOST_DEPTH = 200;
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
     * Whether it is worth the walk. One that begins with a NUL among its first bytes is not: a parser of bytes would take it
     * for UTF-16 or UTF-32, and find what nobody else does.
     */
    static boolean mayBeJson(Message message) {
        ByteBuffer content = message.buffer();
        boolean may = message.isText() && content.hasRemaining();
        for (int i = Math.min(4, content.remaining()) - 1; i >= 0; i--) {
            may &= content.get(i) != 0;
        }
        return may;
    }

    /** Reads {@code message} as far as it is walked over; its places are in bytes. */
    static JsonParser parser(Message message) {
        return JSON.createParser(ObjectReadContext.empty(), new ByteBufferBackedInputStream(message.buffer()));
    }
}
