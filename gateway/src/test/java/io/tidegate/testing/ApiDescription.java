package io.tidegate.testing;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** An OpenAPI description, against which requests and answers are held. Objects have the members that it lists, and no others. */
public final class ApiDescription {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HERE = "https://tidegate.test/description";
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

    /** One method of one path. */
    public record Operation(String id, String method, String path, JsonPointer at) {}

    private final ObjectNode root;
    private final SchemaRegistry schemas;

    public ApiDescription(String json) {
        this.root = (ObjectNode) JSON.readTree(json);
        close(root);
        this.schemas = SchemaRegistry.withDialect(
                Dialects.getDraft202012(), builder -> builder.schemas(Map.of(HERE, root.toString())));
    }

    public JsonNode root() {
        return root;
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.get("paths")
                .properties()
                .forEach(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .forEach(method -> operations.add(new Operation(
                                path.getValue().get(method).path("operationId").asString(""),
                                method.toUpperCase(Locale.ROOT),
                                path.getKey(),
                                pointer("paths", path.getKey(), method)))));
        return operations;
    }

    /** The one that a request is for. */
    public Operation operation(String method, String target) {
        String path = target.replaceFirst("\\?.*", "");
        return operations().stream()
                .filter(operation -> operation.method().equals(method) && matches(operation.path(), path))
                .max(Comparator.comparingInt(operation -> operation.path().length()))
                .orElseThrow(() -> new AssertionError(method + " " + target + " is not described"));
    }

    /** What of a request is not as it is described; empty if nothing. */
    public List<String> faultsOfRequest(Operation operation, String target, @Nullable String body) {
        List<String> faults = new ArrayList<>();
        Map<String, JsonPointer> parameters = queryParameters(operation);
        for (String pair :
                target.contains("?") ? target.replaceFirst(".*\\?", "").split("&") : new String[0]) {
            String name = pair.substring(0, pair.indexOf('='));
            String value = URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8);
            JsonPointer parameter = parameters.get(name);
            faults.addAll(
                    parameter == null
                            ? List.of("unknown: " + name)
                            : faultsOfValue(parameter.appendProperty("schema"), value));
        }
        JsonPointer type = resolved(operation.at().appendProperty("requestBody"))
                .append(pointer("content", "application/json", "schema"));
        if (body != null) {
            faults.addAll(faults(type, parsed(body)));
        } else if (at(operation.at().append(pointer("requestBody", "required"))).asBoolean(false)) {
            faults.add("no body");
        }
        return faults;
    }

    /** What of an answer is not as it is described; empty if nothing. */
    public List<String> faultsOfAnswer(Operation operation, int status, String contentType, String body) {
        JsonPointer response = resolved(operation.at().append(pointer("responses", String.valueOf(status))));
        if (at(response).isMissingNode()) {
            return List.of("status " + status + " is not described");
        }
        String type = contentType.replaceFirst(";.*", "").strip();
        JsonPointer schema = response.append(pointer("content", type, "schema"));
        if (at(schema).isMissingNode()) {
            return List.of("type " + type + " is not described for status " + status);
        }
        return faults(schema, type.endsWith("json") ? parsed(body) : StringNode.valueOf(body));
    }

    /** All references that lead nowhere. */
    public List<String> danglingReferences() {
        return root.findValuesAsString("$ref").stream()
                .filter(reference ->
                        at(JsonPointer.compile(reference.substring(1))).isMissingNode())
                .toList();
    }

    private List<String> faultsOfValue(JsonPointer schema, String value) {
        boolean number = value.matches("\\d{1,9}")
                && at(schema).path("type").asString("").equals("integer");
        return faults(schema, number ? parsed(value) : StringNode.valueOf(value));
    }

    private List<String> faults(JsonPointer at, JsonNode value) {
        Schema schema = schemas.getSchema(SchemaLocation.of(HERE + "#" + at));
        return schema.validate(value).stream().map(Objects::toString).toList();
    }

    private Map<String, JsonPointer> queryParameters(Operation operation) {
        Map<String, JsonPointer> found = new HashMap<>();
        Stream.of(operation.at(), operation.at().head()).forEach(at -> {
            JsonPointer list = at.appendProperty("parameters");
            for (int i = 0; i < at(list).size(); i++) {
                JsonPointer parameter = resolved(list.appendIndex(i));
                if (at(parameter).path("in").asString("").equals("query")) {
                    found.put(at(parameter).path("name").asString(), parameter);
                }
            }
        });
        return found;
    }

    private JsonPointer resolved(JsonPointer at) {
        String reference = at(at).path("$ref").asString("");
        return reference.isEmpty() ? at : JsonPointer.compile(reference.substring(1));
    }

    private JsonNode at(JsonPointer pointer) {
        return root.at(pointer);
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return StringNode.valueOf(body);
        }
    }

    private static JsonPointer pointer(String... names) {
        JsonPointer pointer = JsonPointer.empty();
        for (String name : names) {
            pointer = pointer.appendProperty(name);
        }
        return pointer;
    }

    private static boolean matches(String template, String path) {
        return path.matches(template.replace("{endpoint}", ".+").replaceAll("\\{\\w+}", "[^/]+"));
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").asString("").equals("object")
                && object.has("properties")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(ApiDescription::close);
    }
}
