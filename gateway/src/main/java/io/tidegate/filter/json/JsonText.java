package io.tidegate.filter.json;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A JSON text that somebody sent. What is not changed of it stays as it was, character by character. Confined. */
public final class JsonText {
    private Slot root;

    private JsonText(Slot root) {
        this.root = root;
    }

    /**
     * Reads {@code text} once.
     *
     * @throws JsonFault {@code syntax} if it is no JSON, {@code max-depth} if it is deeper than 200, {@code duplicate-key} if it is
     *     an object that has one twice
     */
    public static JsonText of(String text) {
        return new JsonText(JsonScan.whole(text));
    }

    /** One that is nothing but {@code value}. */
    public static JsonText of(JsonValue value) {
        return new JsonText(Slot.item(value));
    }

    public JsonValue root() {
        return root.value();
    }

    /**
     * The value in {@code place}; null if there is none.
     *
     * @throws JsonFault if an object on the way has two members of one name
     */
    public @Nullable JsonValue at(Pointer place) {
        JsonValue at = root.value();
        for (String key : place.keys()) {
            at = at == null ? null : at.child(key);
        }
        return at;
    }

    /**
     * Puts {@code value} in {@code place}, whatever is there; objects that are missing on the way are made.
     *
     * @throws JsonFault {@code missing} if there is no such place
     */
    public void put(Pointer place, JsonValue value) {
        if (place.isRoot()) {
            root = root.with(value);
            return;
        }
        List<String> keys = place.keys();
        JsonValue at = root.value();
        for (int i = 0; i < keys.size() - 1; i++) {
            JsonValue next = at.child(keys.get(i));
            if (next == null) {
                next = JsonValue.of("{}");
                require(at.put(keys.get(i), next), place);
            }
            at.touch();
            at = next;
        }
        require(at.put(keys.getLast(), value), place);
    }

    /** Takes out what is in {@code place}, which is not the root; does nothing if nothing is there. */
    public void remove(Pointer place) {
        if (at(place) != null) {
            touchedParent(place).remove(place.keys().getLast());
        }
    }

    /** Brings what is in {@code from} to {@code to}, whatever is there; does nothing if nothing is in {@code from}. Neither is the root. */
    public void rename(Pointer from, Pointer to) {
        JsonValue value = at(from);
        if (value == null) {
            return;
        }
        JsonValue parent = touchedParent(from);
        if (parent.isObject() && from.parent().equals(to.parent())) {
            parent.rename(from.keys().getLast(), to.keys().getLast());
        } else {
            parent.remove(from.keys().getLast());
            put(to, value);
        }
    }

    /** The text. */
    @Override
    public String toString() {
        var out = new StringBuilder();
        root.appendTo(out);
        return out.toString();
    }

    private JsonValue touchedParent(Pointer place) {
        JsonValue at = root.value();
        at.touch();
        for (String key : place.parent()) {
            at = Objects.requireNonNull(at.child(key));
            at.touch();
        }
        return at;
    }

    private static void require(boolean done, Pointer place) {
        if (!done) {
            throw new JsonFault(place.toString(), "missing");
        }
    }
}
