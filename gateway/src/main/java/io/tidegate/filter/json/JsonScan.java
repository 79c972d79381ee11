package io.tidegate.filter.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Finds where in a text its values stand. Confined, for one text. */
final class JsonScan implements AutoCloseable {
    private static final int MOST_DEPTH = 200;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String text;
    private final int base;
    private final JsonParser in;

    private JsonScan(String text, int from, int to) {
        this.text = text;
        this.base = from;
        this.in = parser(from == 0 && to == text.length() ? text : text.substring(from, to));
    }

    static JsonParser parser(String text) {
        return JSON.createParser(ObjectReadContext.empty(), text);
    }

    /** The one value that {@code text} is, and the blanks around it; what it consists of is known. */
    static Slot whole(String text) {
        try (var scan = new JsonScan(text, 0, text.length())) {
            JsonToken first = scan.in.nextToken();
            JsonValue value = first == null ? null : scan.value(first);
            if (value == null || scan.in.nextToken() != null) {
                throw new JsonFault("", "syntax");
            }
            Span place = value.span();
            return new Slot(Span.of(text, 0, place.from()), value, Span.of(text, place.to(), text.length()));
        } catch (JacksonException e) { // its message quotes the text
            throw fault(e);
        }
    }

    /** Members of the object that stands there. */
    static SequencedMap<String, Slot> members(String text, int from, int to) {
        try (var scan = new JsonScan(text, from, to)) {
            scan.in.nextToken();
            return scan.members();
        } catch (JacksonException e) {
            throw fault(e);
        }
    }

    /** Items of the array that stands there. */
    static List<Slot> items(String text, int from, int to) {
        try (var scan = new JsonScan(text, from, to)) {
            scan.in.nextToken();
            return scan.items();
        } catch (JacksonException e) {
            throw fault(e);
        }
    }

    /** What is wrong, for whoever tells the sender. */
    static JsonFault fault(JacksonException e) {
        return new JsonFault("", e instanceof StreamConstraintsException ? "max-depth" : "syntax");
    }

    private JsonValue value(JsonToken first) {
        int from = tokenOffset();
        return switch (first) {
            case START_OBJECT -> {
                SequencedMap<String, Slot> members = members();
                yield JsonValue.object(new Span(text, from, offset()), members);
            }
            case START_ARRAY -> {
                List<Slot> items = items();
                yield JsonValue.array(new Span(text, from, offset()), items);
            }
            default -> leaf();
        };
    }

    private SequencedMap<String, Slot> members() {
        SequencedMap<String, Slot> members = new LinkedHashMap<>();
        int from = offset();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            Slot slot = slot(from);
            if (members.putIfAbsent(name, slot) != null) {
                throw new JsonFault(in.streamReadContext().pathAsPointer().toString(), "duplicate-key");
            }
            from = slot.value().span().to() + length(slot.after()) + 1;
        }
        return members;
    }

    private List<Slot> items() {
        List<Slot> items = new ArrayList<>();
        int from = offset();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            Slot slot = slot(from);
            items.add(slot);
            from = slot.value().span().to() + length(slot.after()) + 1;
        }
        return items;
    }

    private Slot slot(int from) {
        JsonValue value = leaf();
        int end = value.span().to();
        int next = end;
        while (isBlank(text.charAt(next))) {
            next++;
        }
        return new Slot(Span.of(text, from, value.span().from()), value, Span.of(text, end, next));
    }

    private static int length(Span span) {
        return span.to() - span.from();
    }

    /** The value at hand, passed over as a whole. */
    private JsonValue leaf() {
        int from = tokenOffset();
        in.skipChildren();
        in.finishToken();
        int to = offset();
        while (isBlank(text.charAt(to - 1))) { // the parser may read a blank behind a number
            to--;
        }
        return JsonValue.unread(new Span(text, from, to));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private int tokenOffset() {
        return base + (int) in.currentTokenLocation().getCharOffset();
    }

    private int offset() {
        return base + (int) in.currentLocation().getCharOffset();
    }

    @Override
    public void close() {
        in.close();
    }
}
