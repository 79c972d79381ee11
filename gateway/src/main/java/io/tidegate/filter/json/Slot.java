package io.tidegate.filter.json;

/**
 * A place in an object or array.
 *
 * @param before what stands between the comma or bracket and the value: of a member its name, and blanks
 * @param after blanks up to the next comma or bracket
 */
record Slot(Span before, JsonValue value, Span after) {
    /** A value that is put in. */
    static Slot of(String before, JsonValue value) {
        return new Slot(Span.of(before), value, Span.of(""));
    }

    Slot with(JsonValue other) {
        return new Slot(before, other, after);
    }

    void appendTo(StringBuilder out) {
        before.appendTo(out);
        value.appendTo(out);
        after.appendTo(out);
    }
}
