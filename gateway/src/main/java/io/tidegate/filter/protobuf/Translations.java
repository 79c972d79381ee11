package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.tidegate.config.AllFaults;
import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.FileBytes;
import io.tidegate.filter.protobuf.Translation.Choice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the translations of a configuration, and collects what is wrong with it. Confined. */
final class Translations {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,2}");
    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d*");
    private static final int BYTES = 256;

    private final ProtoTypes types;
    private final Options options;
    private final AllFaults faults = new AllFaults();

    /** @throws ConfigException if the file is no descriptor set, or not a whole one */
    Translations(FileBytes descriptors, Options options) {
        this.types = Objects.requireNonNull(under("descriptors ", () -> new ProtoTypes(descriptors)));
        this.options = options;
    }

    /**
     * That of one direction.
     *
     * @param key of the setting, for refusals
     * @return null if it is not translated, or refused
     */
    @Nullable
    Translation of(String key, Protobuf.@Nullable Types chosen) {
        return chosen == null ? null : faults.orNull(key, () -> new Translation(types, options, choice(chosen)));
    }

    /** @throws ConfigException with all that was refused */
    void refuseIfAny() {
        faults.refuseIfAny();
    }

    private static <T> @Nullable T under(String key, Supplier<T> part) {
        var found = new AllFaults();
        T made = found.orNull(key, part);
        found.refuseIfAny();
        return made;
    }

    private Choice choice(Protobuf.Types chosen) {
        if (chosen.type() != null) {
            return new Choice.Fixed(types.shape(types.descriptor("type", chosen.type())));
        }
        if (chosen.oneof() != null) {
            return new Choice.Fixed(withOneof(types.descriptor("oneof", chosen.oneof())));
        }
        return chosen.byField() != null
                ? new Choice.ByField(envelope(chosen.byField()))
                : new Choice.FirstByte(byFirstByte(chosen.byFirstByte()));
    }

    private MessageShape withOneof(Descriptor type) {
        int count = type.getRealOneofs().size();
        Check.that(count == 1, "oneof must be a type with one oneof, got " + type.getFullName() + " with " + count);
        return types.shape(type).demanding(0);
    }

    private Map<Integer, MessageShape> byFirstByte(Map<String, String> names) {
        Map<Integer, MessageShape> byByte = new HashMap<>();
        Map<String, String> bytes = new HashMap<>();
        names.forEach((number, name) -> {
            String key = "by-first-byte." + number;
            boolean valid = NUMBER.matcher(number).matches() && Integer.parseInt(number) < BYTES;
            Check.that(valid, key + " must be a number from 0 to 255, got " + number);
            byByte.put(Integer.parseInt(number), types.shape(types.descriptor(key, name)));
            String other = bytes.put(name, number);
            Check.that(other == null, key + " must be a type that no other byte has, got " + name + " as of " + other);
        });
        return byByte;
    }

    private EnvelopeShape envelope(Protobuf.Envelope config) {
        Descriptor type = types.descriptor("by-field.envelope", config.envelope());
        MessageShape shape = types.shape(type);
        FieldDescriptor field = saying(type, config.field());
        FieldShape payload = payload(type, config.payload());
        Map<String, MessageShape> byText = new HashMap<>();
        config.types().forEach((said, name) -> {
            String key = "by-field.types." + said;
            MessageShape content = shape.holding(payload, types.shape(types.descriptor(key, name)));
            texts(key, field, said).forEach(text -> byText.put(text, content));
        });
        return new EnvelopeShape(shape, shapeOf(shape, field), byText);
    }

    private static FieldDescriptor saying(Descriptor type, String name) {
        FieldDescriptor field = field(type, "by-field.field", name);
        boolean says = switch (field.getType()) {
            case STRING, ENUM, INT32, INT64, UINT32, UINT64, SINT32, SINT64, FIXED32, FIXED64, SFIXED32, SFIXED64 ->
                true;
            case DOUBLE, FLOAT, BOOL, BYTES, MESSAGE, GROUP -> false;
        };
        Check.that(
                says && !field.isRepeated(),
                "by-field.field must be a string, a whole number or an enum value, got " + name);
        return field;
    }

    private FieldShape payload(Descriptor type, String name) {
        FieldDescriptor field = field(type, "by-field.payload", name);
        Check.that(
                field.getType() == FieldDescriptor.Type.BYTES && !field.isRepeated(),
                "by-field.payload must be a field of bytes, got " + name);
        return shapeOf(types.shape(type), field);
    }

    /** All that may stand there for {@code said}: of an enum value its names and its number. */
    private static List<String> texts(String key, FieldDescriptor field, String said) {
        if (field.getType() == FieldDescriptor.Type.STRING) {
            return List.of(said);
        }
        if (field.getType() != FieldDescriptor.Type.ENUM) {
            Check.that(WHOLE.matcher(said).matches(), key + " must be a whole number, got " + said);
            return List.of(said);
        }
        EnumValueDescriptor value = field.getEnumType().findValueByName(said);
        if (value == null) {
            throw new ConfigException(
                    key + " must be a value of " + field.getEnumType().getFullName() + ", got " + said);
        }
        Stream<String> names = field.getEnumType().getValues().stream()
                .filter(each -> each.getNumber() == value.getNumber())
                .map(EnumValueDescriptor::getName);
        return Stream.concat(Stream.of(Integer.toString(value.getNumber())), names)
                .toList();
    }

    private static FieldShape shapeOf(MessageShape type, FieldDescriptor field) {
        return Objects.requireNonNull(type.byNumber(field.getNumber()));
    }

    private static FieldDescriptor field(Descriptor type, String key, String name) {
        FieldDescriptor found = type.findFieldByName(name);
        if (found == null) {
            throw new ConfigException(key + " must be a field of " + type.getFullName() + ", got " + name);
        }
        return found;
    }
}
