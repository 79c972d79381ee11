package io.tidegate.filter.content;

import io.tidegate.filter.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;

/**
 * Finds the scalar at a JSON pointer in texts, and reads no further: what stands behind it may be anything. Shared,
 * immutable.
 */
public final class PointerText {
    private final List<Segment> segments;

    /** @param index in an array; -1 if the name is none */
    private record Segment(String name, int index) {}

    private PointerText(List<Segment> segments) {
        this.segments = List.copyOf(segments);
    }

    /**
     * What is at {@code pointer}.
     *
     * @param pointer a valid JSON pointer ({@link io.tidegate.config.Check#pointer}); the empty one means the text as a whole
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
        if (!JsonWalk.mayBeJson(message)) {
            return null;
        }
        try (JsonParser in = JsonWalk.parser(message)) {
            in.nextToken();
            for (Segment segment : segments) {
                if (!enter(in, segment)) {
                    return null;
                }
            }
            JsonToken found = in.currentToken();
            boolean says = found != null && found.isScalarValue() && found != JsonToken.VALUE_NULL;
            return says ? in.getString() : null;
        } catch (JacksonException e) { // no JSON, or too deep: then it is not there
            return null;
        }
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
