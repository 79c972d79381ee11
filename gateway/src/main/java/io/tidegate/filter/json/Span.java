package io.tidegate.filter.json;

/** A piece of a text. Immutable. */
record Span(String text, int from, int to) {
    private static final Span EMPTY = new Span("", 0, 0);

    static Span of(String text, int from, int to) {
        return from == to ? EMPTY : new Span(text, from, to);
    }

    static Span of(String text) {
        return of(text, 0, text.length());
    }

    void appendTo(StringBuilder out) {
        out.append(text, from, to);
    }

    @Override
    public String toString() {
        return text.substring(from, to);
    }
}
