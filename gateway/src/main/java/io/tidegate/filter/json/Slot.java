package io.tidegate.filter.json;

import tools.jackson.core.io.JsonStringEncoder;

/**
 * A place in an object or array. Immutable, but for the value.
 *
 * @param before what stands between the comma or bracket and the value: of a member its name, and blanks
 * @param after blanks up to the next comma or bracket
 */
record Slot(Span before, JsonValue value, Span after) {
    /** An item that is put in. */
    static Slot item(JsonValue value) {
        return new Slot(Span.of(""), value, Span.of(""));
    }

    /** A member that is put in. */
    static Slot member(String name, JsonValue value) {
        return new Slot(Span.of(quoted(name) + ':'), value, Span.of(""));
    }

    Slot with(JsonValue other) {
        return new Slot(before, other, after);
    }

    /** The same member under another name. */
    Slot named(String name) {
        String old = before.text().substring(before.from(), before.to());
        int opening = old.indexOf('"');
        int closing = old.lastIndexOf('"'); // behind the name there are only blanks and a colon
        return new Slot(Span.of(old.substring(0, opening) + quoted(name) + old.substring(closing + 1)), value, after);
    }

    void appendTo(StringBuilder out) {
        before.appendTo(out);
        value.appendTo(out);
        after.appendTo(out);
    }

    private static String quoted(String name) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(name)) + '"';
    }
}
