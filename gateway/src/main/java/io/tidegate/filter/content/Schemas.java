package io.tidegate.filter.content;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.ValidationLimitExceededException;
import io.tidegate.config.AllFaults;
import io.tidegate.config.FileText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compiled JSON Schemas by message type. Shared, immutable. */
final class Schemas {
    /** The type that stands for all that have no schema of their own. */
    static final String DEFAULT = "default";

    /** The rule of a message that takes too many steps to judge. */
    static final String ENDLESS = "schema-limit";

    private final Map<String, Schema> byType = new HashMap<>();

    /**
     * Compiles them.
     *
     * @param shared that the others refer to
     * @throws io.tidegate.config.ConfigException with every schema that is not one, with file and reason
     */
    Schemas(Map<String, FileText> schemas, List<FileText> shared) {
        var faults = new AllFaults();
        var library = new SchemaLibrary();
        for (int i = 0; i < shared.size(); i++) {
            FileText file = shared.get(i);
            faults.orNull("shared-schemas[" + i + "] ", () -> library.add(file));
        }
        schemas.forEach((type, file) -> faults.orNull("schemas." + type + " ", () -> library.add(file)));
        faults.refuseIfAny();
        schemas.forEach((type, file) -> {
            Schema schema = faults.orNull("schemas." + type + " ", () -> library.compile(file));
            if (schema != null) {
                byType.put(type, schema);
            }
        });
        faults.refuseIfAny();
    }

    boolean isEmpty() {
        return byType.isEmpty();
    }

    /** The schema of messages of {@code type}; null if there is none. */
    @Nullable
    Schema of(@Nullable String type) {
        Schema own = type == null ? null : byType.get(type);
        return own == null ? byType.get(DEFAULT) : own;
    }

    /** What {@code schema} finds wrong first; null if nothing. */
    static @Nullable Fault check(Schema schema, JsonNode root) {
        try {
            List<Error> errors = schema.validate(root, context -> context.executionConfig(SchemaLibrary::bounded));
            if (errors.isEmpty()) {
                return null;
            }
            Error first = errors.getFirst();
            return new Fault(first.getInstanceLocation().toString(), first.getKeyword());
        } catch (ValidationLimitExceededException e) {
            return Fault.of(ENDLESS);
        }
    }
}
