package io.tidegate.filter.transform;

import io.tidegate.filter.expression.Expression;
import io.tidegate.filter.expression.JsonFacts;
import io.tidegate.filter.expression.Part;
import io.tidegate.filter.expression.Rendering;
import io.tidegate.filter.json.JsonValue;
import io.tidegate.filter.json.Pointer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a template. Immutable, shared. */
sealed interface Piece {
    /** What stands there in any case. */
    record Fixed(String text) implements Piece {}

    /** How what is filled in is written. */
    enum Form {
        /** As a value of JSON. */
        VALUE,
        /** Within a string of JSON. */
        QUOTED,
        /** As a text. */
        TEXT
    }

    /**
     * What an expression comes to.
     *
     * @param place in the message, if the expression is nothing but that: it is copied then, as it is written
     */
    record Hole(Expression expression, Form form, @Nullable Pointer place) implements Piece {
        static Hole of(Expression expression, Form form) {
            List<String> path = expression.messagePath();
            return new Hole(expression, form, path == null ? null : new Pointer(path));
        }

        void fill(StringBuilder out, Draft draft, int most) {
            if (place == null) {
                append(out, draft.value(expression), most);
                return;
            }
            JsonValue value = draft.there(place);
            switch (form) {
                case VALUE -> value.appendTo(out);
                case QUOTED -> Rendering.quote(said(value), out);
                case TEXT -> out.append(said(value));
            }
        }

        private static String said(JsonValue value) {
            return value.isString() ? JsonFacts.of(value, Part.WHOLE).toString() : value.toString();
        }

        private void append(StringBuilder out, Object value, int most) {
            var rendering = new Rendering(out, most);
            switch (form) {
                case VALUE -> rendering.append(value);
                case QUOTED -> rendering.appendQuoted(value);
                case TEXT -> rendering.appendText(value);
            }
        }
    }
}
