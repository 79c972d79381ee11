package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.tidegate.config.Check;
import java.util.Comparator;
import java.util.stream.Collectors;

/** How a message type looks in JSON: as an object with its fields, or as proto3 JSON says of that well-known type. */
enum Form {
    PLAIN(""),
    ANY("1 STRING, 2 BYTES"),
    TIMESTAMP("1 INT64, 2 INT32"),
    DURATION("1 INT64, 2 INT32"),
    FIELD_MASK("1 STRING[]"),
    STRUCT("1 MESSAGE[]"),
    VALUE("1 ENUM, 2 DOUBLE, 3 STRING, 4 BOOL, 5 MESSAGE, 6 MESSAGE"),
    LIST_VALUE("1 MESSAGE[]"),
    /** A scalar in a message of its own, so that it may be absent. */
    WRAPPER("");

    private static final String PACKAGE = "google.protobuf.";

    /** What {@link #fields} must be, since the translation knows them by their place. */
    private final String layout;

    Form(String layout) {
        this.layout = layout;
    }

    /** @throws io.tidegate.config.ConfigException if it has the name of a well-known type, and other fields */
    static Form of(Descriptor type) {
        String name = type.getFullName();
        if (!name.startsWith(PACKAGE)) {
            return PLAIN;
        }
        return switch (name.substring(PACKAGE.length())) {
            case "Any" -> checked(ANY, ANY.layout, type);
            case "Timestamp" -> checked(TIMESTAMP, TIMESTAMP.layout, type);
            case "Duration" -> checked(DURATION, DURATION.layout, type);
            case "FieldMask" -> checked(FIELD_MASK, FIELD_MASK.layout, type);
            case "Struct" -> checked(STRUCT, STRUCT.layout, type);
            case "Value" -> checked(VALUE, VALUE.layout, type);
            case "ListValue" -> checked(LIST_VALUE, LIST_VALUE.layout, type);
            case "DoubleValue" -> checked(WRAPPER, "1 DOUBLE", type);
            case "FloatValue" -> checked(WRAPPER, "1 FLOAT", type);
            case "Int64Value" -> checked(WRAPPER, "1 INT64", type);
            case "UInt64Value" -> checked(WRAPPER, "1 UINT64", type);
            case "Int32Value" -> checked(WRAPPER, "1 INT32", type);
            case "UInt32Value" -> checked(WRAPPER, "1 UINT32", type);
            case "BoolValue" -> checked(WRAPPER, "1 BOOL", type);
            case "StringValue" -> checked(WRAPPER, "1 STRING", type);
            case "BytesValue" -> checked(WRAPPER, "1 BYTES", type);
            default -> PLAIN;
        };
    }

    private static Form checked(Form form, String layout, Descriptor type) {
        String fields = fields(type);
        Check.that(
                fields.equals(layout),
                "must have " + type.getFullName() + " as Google defines it (" + layout + "), got " + fields);
        return form;
    }

    private static String fields(Descriptor type) {
        return type.getFields().stream()
                .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
                .map(field -> field.getNumber() + " " + field.getType() + (field.isRepeated() ? "[]" : ""))
                .collect(Collectors.joining(", "));
    }
}
