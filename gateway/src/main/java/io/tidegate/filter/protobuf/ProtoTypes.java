package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.FileBytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The message types of a descriptor set. Shared, immutable. */
final class ProtoTypes {
    /** The member that names an object's type, and {@link #VALUE} the one with what is not an object by itself. */
    static final String TYPE = "@type";

    static final String VALUE = "value";

    private static final int MOST_NAMED = 20;

    private final String source;
    private final Map<String, Descriptor> descriptors = new LinkedHashMap<>();
    private final Map<String, MessageShape> shapes = new LinkedHashMap<>();

    /**
     * Reads the set and makes all its types ready.
     *
     * @throws ConfigException that says what is wrong with it
     */
    ProtoTypes(FileBytes file) {
        this.source = file.path().toString();
        Collection<FileDescriptor> files = DescriptorSet.files(file);
        files.forEach(each -> each.getMessageTypes().forEach(this::declare));
        Map<String, List<FieldDescriptor>> extensions = files.stream()
                .flatMap(each -> each.getExtensions().stream())
                .collect(
                        Collectors.groupingBy(field -> field.getContainingType().getFullName()));
        descriptors.values().stream()
                .flatMap(type -> type.getExtensions().stream())
                .forEach(field -> extensions
                        .computeIfAbsent(field.getContainingType().getFullName(), _ -> new ArrayList<>())
                        .add(field));
        descriptors.forEach((name, type) -> complete(type, extensions.getOrDefault(name, List.of())));
    }

    /**
     * The type of that name.
     *
     * @param key that has the name, for the refusal
     * @throws ConfigException if there is none
     */
    Descriptor descriptor(String key, String name) {
        Descriptor found = descriptors.get(name);
        if (found == null) {
            String known = descriptors.values().stream()
                    .filter(type -> !type.getOptions().getMapEntry())
                    .map(Descriptor::getFullName)
                    .filter(each -> !each.startsWith("google.protobuf."))
                    .sorted()
                    .limit(MOST_NAMED)
                    .collect(Collectors.joining(", "));
            throw new ConfigException(
                    key + " must be a message type of " + source + ", got " + name + "; there are " + known);
        }
        return found;
    }

    MessageShape shape(Descriptor type) {
        MessageShape shape = shapes.get(type.getFullName());
        if (shape == null) {
            throw new IllegalStateException(type.getFullName() + " is of another set");
        }
        return shape;
    }

    /** The type that an Any names: after the last slash. */
    MessageShape byUrl(String url) throws BadMessage {
        int slash = url.lastIndexOf('/');
        MessageShape shape = slash < 0 ? null : shapes.get(url.substring(slash + 1));
        if (shape == null) {
            throw new BadMessage("unknown-type");
        }
        return shape;
    }

    private void declare(Descriptor type) {
        Check.that(
                !type.getOptions().getMessageSetWireFormat(),
                "must have no message_set_wire_format, got it for " + type.getFullName());
        descriptors.put(type.getFullName(), type);
        int oneofs = type.getRealOneofs().size();
        shapes.put(type.getFullName(), new MessageShape(type.getFullName(), Form.of(type), oneofs, MessageShape.NONE));
        type.getNestedTypes().forEach(this::declare);
    }

    private void complete(Descriptor type, List<FieldDescriptor> extensions) {
        List<FieldDescriptor> all = new ArrayList<>(type.getFields());
        all.addAll(extensions);
        all.sort(Comparator.comparingInt(FieldDescriptor::getNumber));
        List<FieldShape> fields = new ArrayList<>();
        for (FieldDescriptor field : all) {
            boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            boolean isEnum = field.getJavaType() == FieldDescriptor.JavaType.ENUM;
            fields.add(new FieldShape(
                    field,
                    fields.size(),
                    isEnum ? new EnumShape(field.getEnumType()) : null,
                    isMessage ? shape(field.getMessageType()) : null));
        }
        shape(type).complete(fields);
    }
}
