package io.tidegate.filter.transform;

import io.tidegate.config.AnyValue;
import io.tidegate.config.ConfigException;
import io.tidegate.filter.expression.Expression;
import io.tidegate.filter.json.JsonFault;
import io.tidegate.filter.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;

/** JSON, or a text, in which expressions are filled in. Immutable, shared. */
final class Template {
    private final List<Piece> pieces;

    private Template(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /**
     * Of a value of the configuration: texts in it may have holes, and one that is nothing but a hole becomes what is filled in,
     * be it a number, a list, an object.
     *
     * @param key of the setting
     * @throws ConfigException that starts with the key, if an expression is none, or stands in a name
     */
    static Template ofJson(String key, AnyValue value) {
        String json = value.json();
        List<Piece> pieces = new ArrayList<>();
        int copied = 0;
        try (JsonParser in = JsonValue.of(json).parser()) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                int start = (int) in.currentTokenLocation().getCharOffset();
                boolean named = token == JsonToken.PROPERTY_NAME;
                String at = key + path(in.streamReadContext());
                if (named && in.currentName().contains(Holes.OPEN)) {
                    throw new ConfigException(at + " must not have {{ in its name: expressions stand in values");
                }
                if (token == JsonToken.VALUE_STRING && in.getString().contains(Holes.OPEN)) {
                    pieces.add(new Piece.Fixed(json.substring(copied, start)));
                    pieces.addAll(Holes.ofString(at, in.getString()));
                    copied = (int) in.currentLocation().getCharOffset();
                }
            }
        }
        pieces.add(new Piece.Fixed(json.substring(copied)));
        return new Template(pieces);
    }

    /** Of a text that is no JSON, or not just that; else as {@link #ofJson}. */
    static Template ofText(String key, String text) {
        return new Template(Holes.ofText(key, text));
    }

    List<Expression> expressions() {
        return pieces.stream()
                .filter(Piece.Hole.class::isInstance)
                .map(hole -> ((Piece.Hole) hole).expression())
                .toList();
    }

    /**
     * With what the expressions come to for {@code draft}.
     *
     * @throws JsonFault if one fails, or the whole has more than {@code most} characters
     */
    String filled(Draft draft, int most) {
        var out = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Fixed fixed -> out.append(fixed.text());
                case Piece.Hole hole -> hole.fill(out, draft, most);
            }
            if (out.length() > most) {
                throw new JsonFault("", "max-size");
            }
        }
        return out.toString();
    }

    private static String path(@Nullable TokenStreamContext at) {
        if (at == null || at.inRoot()) {
            return "";
        }
        String above = path(at.getParent());
        return at.inObject() ? above + "." + at.currentName() : above + "[" + at.getCurrentIndex() + "]";
    }
}
