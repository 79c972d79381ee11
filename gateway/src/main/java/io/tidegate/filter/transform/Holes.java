package io.tidegate.filter.transform;

import io.tidegate.config.Check;
import io.tidegate.filter.expression.Expression;
import io.tidegate.filter.expression.Rendering;
import io.tidegate.filter.expression.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** Finds the expressions between <code>{{</code> and <code>}}</code> in a text of the configuration. */
final class Holes {
    static final String OPEN = "{{";

    private final String key;
    private final String text;
    private final Piece.Form form;
    private final List<Piece> pieces = new ArrayList<>();

    private Holes(String key, String text, Piece.Form form) {
        this.key = key;
        this.text = text;
        this.form = form;
    }

    /** Of a text that stands in JSON: with its quotes, unless it is a value of any type because it is one hole. */
    static List<Piece> ofString(String key, String text) {
        boolean alone = text.startsWith(OPEN) && end(text, OPEN.length()) == text.length() - OPEN.length();
        var holes = new Holes(key, text, alone ? Piece.Form.VALUE : Piece.Form.QUOTED);
        return alone ? holes.find() : holes.inQuotes();
    }

    static List<Piece> ofText(String key, String text) {
        return new Holes(key, text, Piece.Form.TEXT).find();
    }

    private List<Piece> inQuotes() {
        pieces.add(new Piece.Fixed("\""));
        find();
        pieces.add(new Piece.Fixed("\""));
        return pieces;
    }

    private List<Piece> find() {
        int at = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
            int end = end(text, open + OPEN.length());
            Check.that(end >= 0, key + " must close {{ with }}");
            String expression = text.substring(open + OPEN.length(), end).strip();
            Check.that(!expression.isEmpty(), key + " must have an expression between {{ and }}");
            fixed(text.substring(at, open));
            pieces.add(Piece.Hole.of(Expression.value(key, expression, Vocabulary.MESSAGE), form));
            at = end + OPEN.length();
        }
        fixed(text.substring(at));
        return pieces;
    }

    private void fixed(String part) {
        if (part.isEmpty()) {
            return;
        }
        var written = new StringBuilder();
        if (form == Piece.Form.QUOTED) {
            Rendering.quote(part, written);
        } else {
            written.append(part);
        }
        pieces.add(new Piece.Fixed(written.toString()));
    }

    /** Where the hole ends whose expression begins at {@code from}: braces and texts of the expression are passed over; -1 for nowhere. */
    private static int end(String text, int from) {
        int depth = 0;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                at = endOfString(text, at);
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && depth > 0) {
                depth--;
            } else if (text.startsWith("}}", at)) {
                return at;
            }
        }
        return -1;
    }

    /** Where the string of CEL that begins at {@code from} has its last quote, or its text an end. */
    private static int endOfString(String text, int from) {
        String quote = text.substring(from, from + 1);
        String delimiter = text.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
        boolean raw = from > 0 && (text.charAt(from - 1) == 'r' || text.charAt(from - 1) == 'R');
        int at = from + delimiter.length();
        while (at < text.length() && !text.startsWith(delimiter, at)) {
            at += !raw && text.charAt(at) == '\\' ? 2 : 1;
        }
        return at + delimiter.length() - 1;
    }
}
