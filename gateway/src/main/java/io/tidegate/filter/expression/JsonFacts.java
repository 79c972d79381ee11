package io.tidegate.filter.expression;

import dev.cel.common.values.NullValue;
import io.tidegate.filter.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Makes values of CEL out of JSON: no more of them than is looked at. */
public final class JsonFacts {
    private JsonFacts() {}

    /**
     * {@code value} in types of CEL.
     *
     * @throws io.tidegate.filter.json.JsonFault if an object that is looked at has two members of one name
     */
    public static Object of(JsonValue value, Part part) {
        if (part.whole() || !(value.isObject() || value.isArray())) {
            return whole(value);
        }
        Map<String, Object> some = new LinkedHashMap<>();
        part.members().forEach((name, below) -> {
            JsonValue member = value.isObject() ? value.child(name) : null;
            if (member != null) {
                some.put(name, of(member, below));
            }
        });
        return value.isObject() ? some : List.of();
    }

    private static Object whole(JsonValue value) {
        try (JsonParser in = value.parser()) {
            return read(in, in.nextToken());
        }
    }

    private static Object read(JsonParser in, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                for (String name = in.nextName(); name != null; name = in.nextName()) {
                    members.put(
                            name, read(in, in.nextToken())); // of two of one name the last counts, as for most readers
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
                    items.add(read(in, next));
                }
                yield items;
            }
            case VALUE_STRING -> in.getString();
            case VALUE_NUMBER_INT -> Digits.whole(in.getString());
            case VALUE_NUMBER_FLOAT -> Digits.fraction(in.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NullValue.NULL_VALUE;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("not a value: " + token); // what is read here was read as JSON before
        };
    }
}
