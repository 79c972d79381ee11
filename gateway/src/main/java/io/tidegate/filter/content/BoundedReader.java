package io.tidegate.filter.content;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ContainerNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one JSON text token by token, without recursion: what is over a bound is refused where it begins, before it takes
 * memory. Confined, for one text.
 */
final class BoundedReader {
    private static final int MOST_DIGITS = 100;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Of the library's bounds only that on numbers is used: the others are this class's, or that on the text's size. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(MOST_DIGITS)
                    .build())
            .build();

    private final JsonParser in;
    private final Bounds bounds;
    private final boolean mayHaveSurrogates;
    private final ArrayDeque<ContainerNode<?>> open = new ArrayDeque<>();
    private @Nullable JsonNode root;
    private int keys;
    private int items;

    /**
     * What a text may have at most.
     *
     * @param depth of objects and arrays within each other
     * @param keys of all objects together
     * @param items of all arrays together
     * @param string UTF-16 units of a string or key
     * @param duplicates whether an object may have a key twice; the last one counts
     */
    record Bounds(int depth, int keys, int items, int string, boolean duplicates) {}

    private BoundedReader(JsonParser in, Bounds bounds, boolean mayHaveSurrogates) {
        this.in = in;
        this.bounds = bounds;
        this.mayHaveSurrogates = mayHaveSurrogates;
    }

    /** @param text made of valid UTF-8, so that half a surrogate pair can only be written as an escape */
    static Reading read(String text, Bounds bounds) {
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
            return new BoundedReader(in, bounds, text.contains("\\u")).read();
        }
    }

    private Reading read() {
        try {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                String broken = root != null && open.isEmpty() ? "syntax" : take(token);
                if (broken != null) {
                    return fault(broken);
                }
            }
        } catch (StreamConstraintsException e) {
            return fault("max-number");
        } catch (JacksonException e) { // its message quotes the text
            return fault("syntax");
        }
        return root == null ? fault("syntax") : new Reading.Value(root);
    }

    private Fault fault(String rule) {
        return new Fault(in.streamReadContext().pathAsPointer().toString(), rule);
    }

    /** The rule that this token breaks; null if none. */
    private @Nullable String take(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> open(NODES.objectNode());
            case START_ARRAY -> open(NODES.arrayNode());
            case END_OBJECT, END_ARRAY -> {
                open.pop();
                yield null;
            }
            case PROPERTY_NAME -> ++keys > bounds.keys() ? "max-keys" : text(in.currentName());
            case VALUE_STRING -> string();
            case VALUE_NUMBER_INT -> add(whole());
            case VALUE_NUMBER_FLOAT -> fraction(in.getDoubleValue());
            case VALUE_TRUE -> add(NODES.booleanNode(true));
            case VALUE_FALSE -> add(NODES.booleanNode(false));
            case VALUE_NULL -> add(NODES.nullNode());
            case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> "syntax";
        };
    }

    private @Nullable String open(ContainerNode<?> node) {
        String broken = add(node);
        open.push(node);
        return open.size() > bounds.depth() ? "max-depth" : broken;
    }

    private @Nullable String string() {
        if (in.getStringLength() > bounds.string()) {
            return "max-string";
        }
        String value = in.getString();
        String broken = text(value);
        return broken == null ? add(NODES.stringNode(value)) : broken;
    }

    private @Nullable String text(String value) {
        if (value.length() > bounds.string()) {
            return "max-string";
        }
        return mayHaveSurrogates && hasHalfAPair(value) ? "surrogate" : null;
    }

    private JsonNode whole() {
        return switch (in.getNumberType()) {
            case INT -> NODES.numberNode(in.getIntValue());
            case LONG -> NODES.numberNode(in.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(in.getBigIntegerValue());
        };
    }

    /** Never a BigDecimal: a few bytes, as 1e999999999, make one that takes gigabytes to compute with. */
    private @Nullable String fraction(double value) {
        return Double.isInfinite(value) ? "max-number" : add(NODES.numberNode(value));
    }

    private @Nullable String add(JsonNode value) {
        ContainerNode<?> parent = open.peek();
        if (parent instanceof ObjectNode object) {
            JsonNode before = object.replace(in.currentName(), value);
            return before == null || bounds.duplicates() ? null : "duplicate-key";
        }
        if (parent instanceof ArrayNode array) {
            array.add(value);
            return ++items > bounds.items() ? "max-items" : null;
        }
        root = value;
        return null;
    }

    private static boolean hasHalfAPair(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                boolean pair =
                        i + 1 < value.length() && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
