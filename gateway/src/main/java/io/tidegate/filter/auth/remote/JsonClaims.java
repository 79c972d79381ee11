package io.tidegate.filter.auth.remote;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a JSON object says of a client, as plain values. */
final class JsonClaims {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonClaims() {}

    /** Null unless {@code body} is one JSON object in UTF-8 that has each key once; keys whose value is null are left out. */
    static @Nullable Map<String, Object> read(byte[] body) {
        try {
            JsonNode root = JSON.readTree(new String(body, StandardCharsets.UTF_8));
            return root.isObject() ? object(root) : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The texts of a claim: those of a list, or those of one text between blanks. */
    static Set<String> texts(@Nullable Object claim) {
        Set<String> texts = new LinkedHashSet<>();
        switch (claim) {
            case List<?> list -> list.forEach(item -> texts.add(item.toString()));
            case String text -> List.of(text.split(" ")).forEach(texts::add);
            case null, default -> {}
        }
        texts.remove("");
        return texts;
    }

    private static Map<String, Object> object(JsonNode node) {
        Map<String, Object> values = new LinkedHashMap<>();
        node.properties().forEach(entry -> {
            Object value = value(entry.getValue());
            if (value != null) {
                values.put(entry.getKey(), value);
            }
        });
        return values;
    }

    private static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> object(node);
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (JsonNode item : node) {
                    Object value = value(item);
                    if (value != null) {
                        items.add(value);
                    }
                }
                yield items;
            }
            case NUMBER ->
                node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.asLong() : node.asDouble();
            case BOOLEAN -> node.asBoolean();
            case STRING, BINARY -> node.asString();
            case NULL, MISSING -> null;
        };
    }
}
