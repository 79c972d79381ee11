package io.tidegate.filter.expression;

import dev.cel.common.values.NullValue;
import io.tidegate.filter.json.JsonFault;
import java.util.List;
import java.util.Map;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes what an expression came to as JSON. Confined. */
public final class Rendering {
    private final StringBuilder out;
    private final int most;

    /**
     * Writes to {@code out}.
     *
     * @param most characters that it may have
     */
    public Rendering(StringBuilder out, int most) {
        this.out = out;
        this.most = most;
    }

    /** Writes text within a string of JSON. */
    public static void quote(String text, StringBuilder out) {
        JsonStringEncoder.getInstance().quoteAsString(text, out);
    }

    /**
     * Writes {@code value}.
     *
     * @throws JsonFault {@code max-size} if it does not fit, {@code not-json} if JSON has no such value
     */
    public void append(Object value) {
        switch (value) {
            case String text -> string(text);
            case Map<?, ?> map -> members(map);
            case List<?> list -> items(list);
            case NullValue _ -> out.append("null");
            default -> out.append(scalar(value));
        }
        if (out.length() > most) {
            throw new JsonFault("", "max-size");
        }
    }

    /** As in a text: a string as it is, all else as JSON. */
    public void appendText(Object value) {
        if (value instanceof String text) {
            out.append(text);
        } else {
            append(value);
        }
    }

    /** As within a string of JSON. */
    public void appendQuoted(Object value) {
        if (value instanceof String text) {
            quote(text, out);
        } else {
            var json = new StringBuilder();
            new Rendering(json, most).append(value);
            quote(json.toString(), out);
        }
    }

    private void string(String text) {
        out.append('"');
        quote(text, out);
        out.append('"');
    }

    private void members(Map<?, ?> map) {
        out.append('{');
        boolean behindOther = false;
        for (Map.Entry<?, ?> member : map.entrySet()) {
            if (behindOther) {
                out.append(',');
            }
            string(member.getKey() instanceof String name ? name : scalar(member.getKey()));
            out.append(':');
            append(member.getValue());
            behindOther = true;
        }
        out.append('}');
    }

    private void items(List<?> list) {
        out.append('[');
        boolean behindOther = false;
        for (Object item : list) {
            if (behindOther) {
                out.append(',');
            }
            append(item);
            behindOther = true;
        }
        out.append(']');
    }

    private static String scalar(Object value) {
        return switch (value) {
            case Double number when Double.isFinite(number) -> number.toString();
            case Double _ -> throw new JsonFault("", "not-json");
            case Number number -> number.toString(); // whole, with sign or without
            case Boolean truth -> truth.toString();
            case Digits digits -> digits.text();
            default -> throw new JsonFault("", "not-json");
        };
    }
}
