package io.tidegate.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code docs/tidegate.schema.json} (JSON Schema 2020-12), which editors complete and check by. */
final class EditorSchema {
    private static final String REFERENCE = "\\$\\{"; // what is filled in may be anything
    private static final Map<Class<?>, Pattern> NOTATIONS = Map.of(
            Duration.class,
            Units.DURATION,
            ByteSize.class,
            Units.SIZE,
            Rate.class,
            Units.RATE,
            ByteRate.class,
            Units.BYTE_RATE,
            Percentage.class,
            Percentage.PATTERN);

    private final JsonMapper json = JsonMapper.builder().build();
    private final RecordDocs docs;
    private final SortedMap<String, Class<? extends Record>> filters;
    private final Map<String, ObjectNode> definitions = new TreeMap<>();

    private EditorSchema(RecordDocs docs, SortedMap<String, Class<? extends Record>> filters) {
        this.docs = docs;
        this.filters = filters;
    }

    /** The schema, ending with a line feed. */
    static String of(RecordDocs docs, SortedMap<String, Class<? extends Record>> filters) {
        var schema = new EditorSchema(docs, filters);
        ObjectNode root = schema.json.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Tidegate");
        root.setAll(schema.mapping(GatewayConfig.class, component -> true));
        ((ObjectNode) root.get("properties")).set("defaults", schema.defaults());
        ObjectNode definitions = root.putObject("$defs");
        schema.definitions.forEach(definitions::set);
        return schema.json
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(root)
                        .replace("\r\n", "\n") + "\n";
    }

    private ObjectNode defaults() {
        ObjectNode defaults = json.createObjectNode();
        defaults.put("type", "object");
        defaults.put("description", "What every listener, upstream and route has unless it says otherwise.");
        ObjectNode kinds = defaults.putObject("properties");
        for (Defaults.Kind kind : Defaults.Kind.values()) {
            ObjectNode mapping =
                    mapping(kind.type, component -> component.traits().inDefaults());
            mapping.remove("required");
            kinds.set(kind.key, mapping);
        }
        return defaults.put("additionalProperties", false);
    }

    private ObjectNode mapping(Class<? extends Record> type, Predicate<RecordModel.Component> included) {
        RecordDocs.Comment comment = docs.of(type);
        ObjectNode mapping = json.createObjectNode();
        mapping.put("type", "object");
        mapping.put("description", plain(comment.summary()));
        ObjectNode properties = mapping.putObject("properties");
        ArrayNode required = json.createArrayNode();
        for (RecordModel.Component component : RecordModel.of(type).components()) {
            if (component.traits().named() || !included.test(component)) {
                continue;
            }
            properties.set(component.key(), property(component, comment));
            String meaning = comment.params().getOrDefault(component.name(), "");
            if (ReferenceTypes.defaultOf(component, meaning).equals("**required**")) {
                required.add(component.key());
            }
        }
        if (!required.isEmpty()) {
            mapping.set("required", required);
        }
        return mapping.put("additionalProperties", false);
    }

    private ObjectNode property(RecordModel.Component component, RecordDocs.Comment comment) {
        ObjectNode property = json.createObjectNode();
        property.put("description", plain(comment.params().getOrDefault(component.name(), "")));
        String text = component.defaultText();
        if (text != null && !text.isEmpty() && !text.startsWith("{") && !text.startsWith("[")) {
            property.put("default", text);
        }
        ObjectNode value = value(component.type());
        return component.traits().nullable()
                ? property.set("anyOf", json.createArrayNode().add(value).add(ofType("null")))
                : property.setAll(value);
    }

    private ObjectNode value(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? ofType("array").set("items", value(arguments[0]))
                    : ofType("object").set("additionalProperties", value(arguments[1]));
        }
        Class<?> plain = (Class<?>) type;
        if (plain == FilterConfig.class) {
            return filter();
        }
        if (plain == AnyValue.class) {
            return json.createObjectNode(); // anything goes
        }
        if (RecordModel.isMapping(plain)) {
            ObjectNode mapping = reference(plain.asSubclass(Record.class));
            return RecordModel.parseMethod(plain) == null ? mapping : anyOf(ofType("string"), mapping);
        }
        if (plain.isEnum()) {
            ObjectNode words = json.createObjectNode();
            Scalars.words(plain).forEach(words.putArray("enum")::add);
            return anyOf(words, matching(REFERENCE));
        }
        return scalar(plain);
    }

    private ObjectNode scalar(Class<?> type) {
        if (NOTATIONS.containsKey(type)) {
            return matching("^" + NOTATIONS.get(type).pattern() + "$|" + REFERENCE);
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> anyOf(ofType("integer"), matching("^-?\\d+$|" + REFERENCE));
            case "double", "Double" -> anyOf(ofType("number"), matching("^-?\\d+(\\.\\d+)?$|" + REFERENCE));
            case "boolean", "Boolean" -> anyOf(ofType("boolean"), matching("^(true|false)$|" + REFERENCE));
            default -> anyOf(ofType("string"), ofType("number"), ofType("boolean"));
        };
    }

    /** Filters that are not on the class path here may still be on the user's. */
    private ObjectNode filter() {
        ObjectNode filter = ofType("object").put("minProperties", 1).put("maxProperties", 1);
        ObjectNode properties = filter.putObject("properties");
        filters.forEach((name, type) -> properties.set(name, reference(type)));
        return filter.set("additionalProperties", ofType("object"));
    }

    private ObjectNode reference(Class<? extends Record> type) {
        String name = type.getName().replaceAll("^.*\\.", "").replace('$', '.');
        if (!definitions.containsKey(name)) {
            definitions.put(name, json.createObjectNode()); // it may hold itself
            definitions.put(name, mapping(type, component -> true));
        }
        return json.createObjectNode().put("$ref", "#/$defs/" + name);
    }

    private ObjectNode anyOf(ObjectNode... choices) {
        ObjectNode node = json.createObjectNode();
        ArrayNode list = node.putArray("anyOf");
        for (ObjectNode choice : choices) {
            list.add(choice);
        }
        return node;
    }

    private ObjectNode matching(String pattern) {
        return ofType("string").put("pattern", pattern);
    }

    private ObjectNode ofType(String type) {
        return json.createObjectNode().put("type", type);
    }

    private static String plain(String markdown) {
        return markdown.replace("`", "");
    }
}
