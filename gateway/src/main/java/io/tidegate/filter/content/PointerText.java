package io.tidegate.filter.content;

import io.tidegate.filter.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Finds the scalar at a JSON pointer in texts, and reads no further: what stands behind it may be anything. Shared,
 * immutable.
 */
public final class PointerText {
    private static final int NULL_BYTES = 4;

    private final List<Segment> segments;

    /** @param index in an array; -1 if the name is none */
    private record Segment(String name, int index) {}

    /**
     * Where in a text a value is missing.
     *
     * @param from byte where what is put in begins, and {@code to} where that goes on which stays
     * @param before what has to stand before the value
     */
    record Gap(int from, int to, String before) {
        /** {@code message} with this JSON value in the gap. */
        Message filled(Message message, String value) {
            byte[] bytes = (before + value).getBytes(StandardCharsets.UTF_8);
            ByteBuffer all = ByteBuffer.allocate(message.size() - (to - from) + bytes.length);
            ByteBuffer content = message.buffer();
            all.put(content.slice(0, from)).put(bytes).put(content.slice(to, message.size() - to));
            return Message.view(true, all.array(), 0, all.capacity(), message.wireBytes());
        }
    }

    private PointerText(List<Segment> segments) {
        this.segments = List.copyOf(segments);
    }

    /**
     * What is at {@code pointer}.
     *
     * @param pointer a valid JSON pointer ({@link io.tidegate.config.Check#pointer}); with the empty one nothing is ever found
     */
    public static PointerText of(String pointer) {
        List<Segment> segments = new ArrayList<>();
        for (JsonPointer rest = JsonPointer.compile(pointer); !rest.matches(); rest = rest.tail()) {
            segments.add(new Segment(rest.getMatchingProperty(), rest.getMatchingIndex()));
        }
        return new PointerText(segments);
    }

    /**
     * What a string says, or a number, {@code true} or {@code false} as it is written; of a key that an object has more than
     * once, the first counts.
     *
     * @return null if there is no such scalar, or no JSON up to it
     */
    public @Nullable String in(Message message) {
        return found(message, this::scalar);
    }

    /**
     * Where a value at the pointer would have to be put in: where {@code null} stands there, or at the end of the object that
     * lacks it.
     *
     * @return null if there is another value, no such object, or no JSON up to its end
     */
    @Nullable
    Gap gap(Message message) {
        return found(message, in -> gap(in, message.buffer()));
    }

    /** Where the string at the pointer stands, with its quotes; null if there is none. */
    @Nullable
    Gap string(Message message) {
        return found(message, this::string);
    }

    private @Nullable Gap string(JsonParser in) {
        if (!enter(in, segments.size()) || in.currentToken() != JsonToken.VALUE_STRING) {
            return null;
        }
        int from = (int) in.currentTokenLocation().getByteOffset();
        in.finishToken();
        return new Gap(from, offset(in), "");
    }

    private static <T> @Nullable T found(Message message, Function<JsonParser, @Nullable T> how) {
        if (!JsonWalk.mayBeContainer(message)) {
            return null;
        }
        try (JsonParser in = JsonWalk.parser(message)) {
            in.nextToken();
            return how.apply(in);
        } catch (JacksonException e) { // no JSON, or too deep: then it is not there
            return null;
        }
    }

    private @Nullable String scalar(JsonParser in) {
        boolean there = enter(in, segments.size());
        JsonToken value = in.currentToken();
        boolean says = there && value != null && value.isScalarValue() && value != JsonToken.VALUE_NULL;
        return says ? in.getString() : null;
    }

    private @Nullable Gap gap(JsonParser in, ByteBuffer text) {
        boolean there = !segments.isEmpty() && enter(in, segments.size() - 1);
        if (!there || in.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        String name = segments.getLast().name();
        if (enterProperty(in, name)) {
            int end = offset(in);
            return in.currentToken() == JsonToken.VALUE_NULL ? new Gap(end - NULL_BYTES, end, "") : null;
        }
        int end = offset(in) - 1;
        String comma = lastBefore(text, end) == '{' ? "" : ",";
        String key = new String(JsonStringEncoder.getInstance().quoteAsCharArray(name));
        return new Gap(end, end, comma + '"' + key + "\":");
    }

    /** Of the byte behind what was read last. */
    private static int offset(JsonParser in) {
        return (int) in.currentLocation().getByteOffset();
    }

    private static byte lastBefore(ByteBuffer text, int end) {
        int at = end - 1;
        while (text.get(at) <= ' ') {
            at--;
        }
        return text.get(at);
    }

    private boolean enter(JsonParser in, int levels) {
        for (int i = 0; i < levels; i++) {
            if (!enter(in, segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Goes on to the value that the container at hand has at {@code segment}; false if it has none. */
    private static boolean enter(JsonParser in, Segment segment) {
        JsonToken at = in.currentToken();
        if (at == JsonToken.START_OBJECT) {
            return enterProperty(in, segment.name());
        }
        return at == JsonToken.START_ARRAY && segment.index() >= 0 && enterItem(in, segment.index());
    }

    private static boolean enterProperty(JsonParser in, String wanted) {
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            if (name.equals(wanted)) {
                return true;
            }
            in.skipChildren();
        }
        return false;
    }

    private static boolean enterItem(JsonParser in, int wanted) {
        int index = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (index++ == wanted) {
                return true;
            }
            in.skipChildren();
        }
        return false;
    }
}
