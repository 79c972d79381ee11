package io.tidegate.filter.json;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** A value in a JSON text, taken apart when it is asked what it consists of. Confined. */
public final class JsonValue {
    private static final String END = "-";

    private final Span span;
    private @Nullable SequencedMap<String, Slot> members;
    private @Nullable List<Slot> items;
    private boolean changed;

    private JsonValue(Span span, @Nullable SequencedMap<String, Slot> members, @Nullable List<Slot> items) {
        this.span = span;
        this.members = members;
        this.items = items;
    }

    /**
     * A value of its own.
     *
     * @param json one value without blanks around it, of which somebody has made sure
     */
    public static JsonValue of(String json) {
        return unread(Span.of(json));
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

    public boolean isString() {
        return first() == '"';
    }

    /**
     * The member of that name, or the item of that index; null if there is none.
     *
     * @throws JsonFault if an object has two members of one name
     */
    public @Nullable JsonValue child(String key) {
        Slot slot = isObject() ? members().get(key) : isArray() ? item(key) : null;
        return slot == null ? null : slot.value();
    }

    /** As it is written. */
    @Override
    public String toString() {
        if (!changed) {
            return span.toString();
        }
        var out = new StringBuilder();
        appendTo(out);
        return out.toString();
    }

    /** Writes it as it is written. */
    public void appendTo(StringBuilder out) {
        if (!changed) {
            span.appendTo(out);
            return;
        }
        Collection<Slot> slots = isObject() ? members().values() : items();
        out.append(first());
        boolean behindOther = false;
        for (Slot slot : slots) {
            if (behindOther) {
                out.append(',');
            }
            slot.appendTo(out);
            behindOther = true;
        }
        out.append(isObject() ? '}' : ']');
    }

    /** Reads it, token by token. */
    public JsonParser parser() {
        return JsonScan.parser(toString());
    }

    /** What is in it was changed, so that it is not written as it was. */
    void touch() {
        changed = true;
    }

    /**
     * Puts a member in, or a value in the place of an item; {@code -} is the place behind the last one.
     *
     * @return false if there is no such place
     */
    boolean put(String key, JsonValue value) {
        if (isObject()) {
            members().compute(key, (name, old) -> old == null ? Slot.member(name, value) : old.with(value));
        } else if (isArray() && key.equals(END)) {
            items().add(Slot.item(value));
        } else {
            Slot old = isArray() ? item(key) : null;
            if (old == null) {
                return false;
            }
            items().set(Pointer.index(key), old.with(value));
        }
        changed = true;
        return true;
    }

    /** Takes out the child {@code key}, which is there. */
    void remove(String key) {
        if (isObject()) {
            members().remove(key);
        } else {
            items().remove(Pointer.index(key));
        }
        changed = true;
    }

    /** The member {@code key}, which is there, gets another name, and takes the place of who had it. */
    void rename(String key, String name) {
        SequencedMap<String, Slot> before = members();
        SequencedMap<String, Slot> after = LinkedHashMap.newLinkedHashMap(before.size());
        before.forEach((old, slot) -> {
            if (old.equals(key)) {
                after.put(name, slot.named(name));
            } else if (!old.equals(name)) {
                after.put(old, slot);
            }
        });
        members = after;
        changed = true;
    }

    Span span() {
        return span;
    }

    private char first() {
        return span.text().charAt(span.from());
    }

    private @Nullable Slot item(String key) {
        int index = Pointer.index(key);
        return index >= 0 && index < items().size() ? items().get(index) : null;
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
