package io.tidegate.filter.protobuf;

import io.tidegate.config.ByteSize;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.FileBytes;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.content.Objection;
import io.tidegate.filter.content.Reaction;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Side;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Translates between binary Protobuf on one leg and its JSON form (proto3 JSON) on the other. */
public final class Protobuf implements FilterType<Protobuf.Config> {
    /**
     * Settings of {@code protobuf}; at least one of {@code to-endpoint} and {@code to-client}.
     *
     * @param descriptors descriptor set with the message types and all that they import, as {@code protoc --include_imports
     *     --descriptor_set_out} writes it; at most 16 MiB, read at start and reload
     * @param client what the client speaks, text messages of JSON or binary messages of Protobuf; the endpoint speaks the other
     * @param toEndpoint which types a client's messages have; they pass as they are where absent
     * @param toClient which types an endpoint's messages have; they pass as they are where absent
     * @param names what fields are called in JSON that is written: as proto3 JSON has it, {@code userId}, or as the file has it,
     *     {@code user_id}. Both are read
     * @param emitDefaults whether JSON that is written has fields that are zero or empty and cannot be told from absent ones
     * @param unknownFields what becomes of JSON with a member, or the name of an enum value, that its type does not have: the
     *     message is at fault, or that is left out. Unknown fields of binary messages are left out, as proto3 JSON says
     * @param maxDepth messages within each other; 1 to 200
     * @param maxSize bytes that a message may have when it is translated; 1 B to 16 MiB
     * @param onFault what becomes of a message that cannot be translated: the session ends with 1007, it is left out, or its
     *     sender gets {@code reply} instead
     * @param reply what the sender gets with {@code on-fault: reply}, a text message of 1 to 4,096 characters;
     *     <code>{pointer}</code> and <code>{rule}</code> stand for what is wrong, escaped as in a JSON string
     */
    public record Config(
            FileBytes descriptors,
            @Default("json") Format client,
            @Nullable Types toEndpoint,
            @Nullable Types toClient,
            @Default("json") Names names,
            @Default("false") boolean emitDefaults,
            @Default("refuse") Unknown unknownFields,
            @Default("100") int maxDepth,
            @Default("1MiB") ByteSize maxSize,
            @Default("close") Reaction onFault,
            @Nullable String reply) {
        public Config {
            Check.that(toEndpoint != null || toClient != null, "to-endpoint or to-client must be given");
            Check.between("max-depth", maxDepth, 1, 200);
            Check.between("max-size", maxSize, new ByteSize(1), ByteSize.ofMiB(16));
            Objection.check("on-fault", onFault, reply);
        }

        Options options() {
            boolean ignored = unknownFields == Unknown.DROP;
            return new Options(names == Names.PROTO, emitDefaults, ignored, maxDepth, (int) maxSize.bytes());
        }
    }

    /**
     * Which types the messages of one direction have; one of its keys.
     *
     * @param type full name of the one type that all have
     * @param oneof full name of a type with one oneof, of which each message must have a member
     * @param byFirstByte full names of types by the byte that stands in front of a binary message, 0 to 255; JSON says the name
     *     in {@code @type}
     * @param byField a type with a field that says what is in another one
     */
    public record Types(
            @Nullable String type,
            @Nullable String oneof,
            Map<String, String> byFirstByte,
            @Nullable Envelope byField) {
        public Types {
            byFirstByte = Collections.unmodifiableMap(new LinkedHashMap<>(byFirstByte));
            long given = Stream.of(type != null, oneof != null, !byFirstByte.isEmpty(), byField != null)
                    .filter(one -> one)
                    .count();
            Check.that(
                    given == 1, "must have one of type, oneof, by-first-byte and by-field, got " + given + " of them");
        }
    }

    /**
     * A type with a field that says what is in another one.
     *
     * @param envelope its full name
     * @param field that says what is in it: a string, a whole number or an enum value
     * @param payload a field of bytes, which hold a message; in JSON that message stands there
     * @param types full names of the messages' types by what {@code field} says; at least one
     */
    public record Envelope(String envelope, String field, String payload, Map<String, String> types) {
        public Envelope {
            types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
            Check.that(!types.isEmpty(), "types must list at least one type");
        }
    }

    /** How messages are written. */
    public enum Format {
        JSON,
        BINARY
    }

    /** What fields are called in JSON. */
    public enum Names {
        JSON,
        PROTO
    }

    /** What becomes of a message with what its type does not have. */
    public enum Unknown {
        REFUSE,
        DROP
    }

    @Override
    public String name() {
        return "protobuf";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        Codec codec = new Codec(config);
        return FilterFactory.ofMessages(context -> new PerSession(codec, context));
    }

    private record PerSession(Codec codec, FilterContext session) implements MessageFilter {
        @Override
        public MessageVerdict onMessage(Side from, Message message) {
            Translation translation = from == Side.CLIENT ? codec.toEndpoint : codec.toClient;
            if (translation == null) {
                return MessageVerdict.Pass.FORWARD;
            }
            try {
                boolean toBinary = codec.clientSpeaksJson == (from == Side.CLIENT);
                return new MessageVerdict.Replace(
                        toBinary ? translation.toBinary(message) : translation.toJson(message));
            } catch (Untranslatable e) {
                return codec.objection.to(e.fault(), from, message, session);
            }
        }
    }

    /** Both directions of all sessions. Shared, immutable. */
    private static final class Codec {
        private final boolean clientSpeaksJson;
        private final @Nullable Translation toEndpoint;
        private final @Nullable Translation toClient;
        private final Objection objection;

        Codec(Config config) {
            var translations = new Translations(config.descriptors(), config.options());
            this.clientSpeaksJson = config.client() == Format.JSON;
            this.toEndpoint = translations.of("to-endpoint.", config.toEndpoint());
            this.toClient = translations.of("to-client.", config.toClient());
            translations.refuseIfAny();
            var close = new MessageVerdict.Close(Cause.INVALID, CloseCode.INVALID_PAYLOAD, "message is not valid");
            this.objection = new Objection("protobuf", config.onFault(), config.reply(), close);
        }
    }
}
