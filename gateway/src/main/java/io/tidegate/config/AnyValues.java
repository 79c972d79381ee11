package io.tidegate.config;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Makes JSON of what stands in the file. Text is what is in quotes, filled in, or looks like nothing else. */
final class AnyValues {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private final Faults faults;

    AnyValues(Faults faults) {
        this.faults = faults;
    }

    /** Null if something in it is broken, which has been told. */
    @Nullable
    AnyValue bind(Node node) {
        int before = faults.count();
        var json = new StringBuilder();
        boolean whole = append(node, json);
        return whole && faults.count() == before ? new AnyValue(json.toString()) : null;
    }

    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    private boolean append(Node node, StringBuilder json) {
        return switch (node) {
            case Node.Mapping mapping -> append(mapping, json);
            case Node.Sequence sequence -> append(sequence, json);
            case Node.Scalar scalar -> {
                json.append(scalar.isText() ? quoted(scalar.text()) : number(scalar));
                yield true;
            }
            case Node.Nothing _ -> {
                json.append("null");
                yield true;
            }
            case Node.Broken _ -> false;
        };
    }

    private String number(Node.Scalar scalar) {
        String text = scalar.text();
        boolean known = text.equals("true")
                || text.equals("false")
                || NUMBER.matcher(text).matches();
        if (!known) {
            faults.add(scalar.place(), "must be a number as in JSON, true or false, or be in quotes, got " + text);
        }
        return text;
    }

    private boolean append(Node.Mapping mapping, StringBuilder json) {
        boolean whole = true;
        char before = '{';
        for (Map.Entry<String, Node.Entry> entry : mapping.entries().entrySet()) {
            json.append(before).append(quoted(entry.getKey())).append(':');
            whole &= append(entry.getValue().value(), json);
            before = ',';
        }
        json.append(mapping.entries().isEmpty() ? "{}" : "}");
        return whole;
    }

    private boolean append(Node.Sequence sequence, StringBuilder json) {
        boolean whole = true;
        char before = '[';
        for (Node item : sequence.items()) {
            json.append(before);
            whole &= append(item, json);
            before = ',';
        }
        json.append(sequence.items().isEmpty() ? "[]" : "]");
        return whole;
    }
}
