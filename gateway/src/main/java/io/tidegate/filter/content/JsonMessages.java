package io.tidegate.filter.content;

import com.networknt.schema.Schema;
import io.tidegate.config.ByteSize;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.FileText;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.From;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Side;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Lets only messages pass that are JSON, within bounds, and valid by the JSON Schema of their type. */
public final class JsonMessages implements FilterType<JsonMessages.Config> {
    /**
     * Settings of {@code json}.
     *
     * @param from whose messages are judged
     * @param maxSize bytes of a message; 1 B to 16 MiB
     * @param maxDepth objects and arrays within each other; 1 to 200
     * @param maxKeys of all objects of a message together; 0 to 1 million
     * @param maxItems of all arrays of a message together; 0 to 1 million
     * @param maxString UTF-16 units of a string or key; 1 to 16,777,216
     * @param duplicateKeys whether an object may have a key twice; the last one is judged then
     * @param type JSON pointer to the string that names a message's type; only with {@code schemas}
     * @param schemas JSON Schema 2020-12 files by type, read and compiled at start and reload; {@code default} is for types
     *     without one, and for messages without a type
     * @param sharedSchemas files that {@code schemas} may refer to; they refer to nothing else
     * @param unknownType whether messages that no schema is for pass, where there are {@code schemas}
     * @param binary whether binary messages pass, which nothing here looks into
     * @param onFault what becomes of a message at fault: the session ends with 1007, it is left out, or its sender gets
     *     {@code reply} instead
     * @param reply what the sender gets with {@code on-fault: reply}, 1 to 4,096 characters; <code>{pointer}</code> and
     *     <code>{rule}</code> stand for what is wrong, escaped as in a JSON string
     */
    public record Config(
            @Default("client") From from,
            @Default("1MiB") ByteSize maxSize,
            @Default("32") int maxDepth,
            @Default("1000") int maxKeys,
            @Default("10000") int maxItems,
            @Default("65536") int maxString,
            @Default("refuse") Allowance duplicateKeys,
            @Nullable String type,
            Map<String, FileText> schemas,
            List<FileText> sharedSchemas,
            @Default("refuse") Allowance unknownType,
            @Default("refuse") Allowance binary,
            @Default("close") Reaction onFault,
            @Nullable String reply) {
        public Config {
            schemas = Collections.unmodifiableMap(new LinkedHashMap<>(schemas));
            sharedSchemas = List.copyOf(sharedSchemas);
            Check.between("max-size", maxSize, new ByteSize(1), new ByteSize(16 << 20));
            Check.between("max-depth", maxDepth, 1, 200);
            Check.between("max-keys", maxKeys, 0, 1_000_000);
            Check.between("max-items", maxItems, 0, 1_000_000);
            Check.between("max-string", maxString, 1, 16 << 20);
            if (type != null) {
                Check.pointer("type", type);
            }
            Check.that(type == null || !schemas.isEmpty(), "type must not be given without schemas");
            Check.that(
                    type != null || schemas.keySet().stream().allMatch(Schemas.DEFAULT::equals),
                    "type must be given if schemas has others than default");
            Check.that(
                    sharedSchemas.isEmpty() || !schemas.isEmpty(), "shared-schemas must not be given without schemas");
            Objection.check("on-fault", onFault, reply);
        }

        BoundedReader.Bounds bounds() {
            return new BoundedReader.Bounds(maxDepth, maxKeys, maxItems, maxString, duplicateKeys == Allowance.ALLOW);
        }
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        Judge judge = new Judge(config);
        return FilterFactory.ofMessages(context -> new PerSession(judge, context));
    }

    private record PerSession(Judge judge, FilterContext session) implements MessageFilter {
        @Override
        public MessageVerdict onMessage(Side from, Message message) {
            Fault fault = judge.config.from().covers(from) ? judge.fault(message) : null;
            return fault == null ? MessageVerdict.Pass.FORWARD : judge.objection.to(fault, from, message, session);
        }
    }

    /** Knows what is wrong with a message. Shared, immutable. */
    private static final class Judge {
        private final Config config;
        private final BoundedReader.Bounds bounds;
        private final Schemas schemas;
        private final @Nullable JsonPointer type;
        private final Objection objection;

        Judge(Config config) {
            this.config = config;
            this.bounds = config.bounds();
            this.schemas = new Schemas(config.schemas(), config.sharedSchemas());
            this.type = config.type() == null ? null : JsonPointer.compile(config.type());
            var close = new MessageVerdict.Close(Cause.INVALID, CloseCode.INVALID_PAYLOAD, "message is not valid");
            this.objection = new Objection("json", config.onFault(), config.reply(), close);
        }

        @Nullable
        Fault fault(Message message) {
            if (!message.isText()) {
                return config.binary() == Allowance.ALLOW ? null : Fault.of("binary");
            }
            if (message.size() > config.maxSize().bytes()) {
                return Fault.of("max-size");
            }
            return switch (BoundedReader.read(message.text(), bounds)) {
                case Fault fault -> fault;
                case Reading.Value value -> schemas.isEmpty() ? null : bySchema(value.root());
            };
        }

        private @Nullable Fault bySchema(JsonNode root) {
            Schema schema = schemas.of(type == null ? null : root.at(type).stringValue(null));
            if (schema == null) {
                String at = type == null ? "" : type.toString();
                return config.unknownType() == Allowance.ALLOW ? null : new Fault(at, "unknown-type");
            }
            return Schemas.check(schema, root);
        }
    }
}
