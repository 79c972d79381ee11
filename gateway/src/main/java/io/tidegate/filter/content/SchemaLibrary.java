package io.tidegate.filter.content;

import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import com.networknt.schema.resource.SchemaLoader;
import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.FileText;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The schemas that may refer to each other, and to nothing else: neither other files nor the network. Confined. */
final class SchemaLibrary {
    private static final String DIALECT = Dialects.getDraft202012().getId();
    private static final long MOST_STEPS = 200_000;
    private static final int MOST_DEPTH = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, String> texts = new HashMap<>();
    private final SchemaRegistry registry = SchemaRegistry.withDialect(
            Dialects.getDraft202012(),
            builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .regularExpressionFactory(new LinearPatterns())
                            .failFast(true)
                            .build())
                    .schemaLoader(loader()));
    private final SchemaRegistry ofSchemas = SchemaRegistry.withDialect(Dialects.getDraft202012());

    /** What one message may cost: a schema that refers to itself must come to an end. */
    static void bounded(ExecutionConfig.Builder limits) {
        limits.maxEvaluationSteps(MOST_STEPS).maxEvaluationDepth(MOST_DEPTH);
    }

    /** Lets others refer to {@code file}, by its place and by its {@code $id}. */
    FileText add(FileText file) {
        JsonNode root = read(file);
        check(file, root);
        texts.put(iri(file), file.text());
        String id = root.path("$id").asString("");
        if (!id.isEmpty()) {
            texts.put(id, file.text());
        }
        return file;
    }

    /** To be called when all were added. */
    Schema compile(FileText file) {
        try {
            Schema schema = registry.getSchema(SchemaLocation.of(iri(file)));
            schema.initializeValidators();
            Fault fault = Schemas.check(schema, JsonNodeFactory.instance.nullNode());
            boolean ends = fault == null || !fault.rule().equals(Schemas.ENDLESS);
            Check.that(ends, rule(file, "it refers to itself without end"));
            return schema;
        } catch (SchemaException | PatternSyntaxException e) {
            throw refused(file, String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode read(FileText file) {
        try {
            return JSON.readTree(file.text());
        } catch (JacksonException e) {
            throw refused(file, "is not JSON, line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
        }
    }

    private void check(FileText file, JsonNode root) {
        String dialect = root.path("$schema").asString(DIALECT);
        Check.that(dialect.replaceAll("#$", "").equals(DIALECT), rule(file, "$schema is " + dialect));
        List<Error> errors = ofSchemas.getSchema(SchemaLocation.of(DIALECT)).validate(root);
        if (!errors.isEmpty()) {
            Error first = errors.getFirst();
            throw refused(file, "at \"" + first.getInstanceLocation() + "\": " + first.getMessage());
        }
        checkDynamic(file, root);
    }

    /** Those are resolved when a message is judged, which would be too late. */
    private static void checkDynamic(FileText file, JsonNode root) {
        List<JsonNode> anchors = root.findValues("$dynamicAnchor");
        for (JsonNode reference : root.findValues("$dynamicRef")) {
            String to = reference.stringValue("");
            boolean found = anchors.stream().anyMatch(anchor -> to.equals("#" + anchor.stringValue("")));
            Check.that(
                    found || !reference.isString(), rule(file, "no $dynamicAnchor of it is that of $dynamicRef " + to));
        }
    }

    private SchemaLoader loader() {
        return SchemaLoader.builder()
                .resourceLoaders(loaders -> loaders.add(iri -> {
                    String text = texts.get(iri.toString());
                    return text == null ? null : () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                }))
                .build();
    }

    private static String iri(FileText file) {
        return file.path().toUri().toString();
    }

    private static ConfigException refused(FileText file, String reason) {
        return new ConfigException(rule(file, reason));
    }

    private static String rule(FileText file, String reason) {
        return "must be a JSON Schema of 2020-12, got " + file.path() + ": " + reason;
    }
}
