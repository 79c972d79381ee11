package io.tidegate.filter.json;

import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** A value in a JSON text, taken apart when it is asked what it consists of. Confined. */
public final class JsonValue {
    private final Span span;
    private @Nullable SequencedMap<String, Slot> members;
    private @Nullable List<Slot> items;

    private JsonValue(Span span, @Nullable SequencedMap<String, Slot> members, @Nullable List<Slot> items) {
        this.span = span;
        this.members = members;
        this.items = items;
    }

    static JsonValue unread(Span span) {
        return new JsonValue(span, null, null);
    }

    static JsonValue object(Span span, SequencedMap<String, Slot> members) {
        return new JsonValue(span, members, null);
    }

    static JsonValue array(Span span, List<Slot> items) {
        return new JsonValue(span, null, items);
    }

    public boolean isObject() {
        return first() == '{';
    }

    public boolean isArray() {
        return first() == '[';
    }

    /**
     * The member of that name, or the item of that index; null if there is none.
     *
     * @throws JsonFault if an object has two members of one name
     */
    public @Nullable JsonValue child(String key) {
        Slot slot = null;
        if (isObject()) {
            slot = members().get(key);
        } else if (isArray()) {
            int index = Pointer.index(key);
            slot = index >= 0 && index < items().size() ? items().get(index) : null;
        }
        return slot == null ? null : slot.value();
    }

    /** As it is written. */
    @Override
    public String toString() {
        var out = new StringBuilder();
        appendTo(out);
        return out.toString();
    }

    /** Reads it, token by token. */
    public JsonParser parser() {
        return JsonScan.parser(toString());
    }

    void appendTo(StringBuilder out) {
        span.appendTo(out);
    }

    Span span() {
        return span;
    }

    private char first() {
        return span.text().charAt(span.from());
    }

    private SequencedMap<String, Slot> members() {
        SequencedMap<String, Slot> known = members;
        if (known == null) {
            known = JsonScan.members(span.text(), span.from(), span.to());
            members = known;
        }
        return known;
    }

    private List<Slot> items() {
        List<Slot> known = items;
        if (known == null) {
            known = JsonScan.items(span.text(), span.from(), span.to());
            items = known;
        }
        return known;
    }
}
