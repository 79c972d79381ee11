package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.SerializedString;

/** A field of a message type as it is translated. Shared, immutable. */
final class FieldShape {
    /** Its place among the fields of its type, by number. */
    final int index;

    final int number;
    final FieldDescriptor.Type type;
    final boolean repeated;
    final boolean map;
    final boolean required;

    /** Whether it tells a value that is zero or empty from none. */
    final boolean presence;

    /** Whether a list of it is written as one block. */
    final boolean packed;

    /** Its place among the type's oneofs; -1 if it is in none. */
    final int oneof;

    final SerializedString jsonName;
    final SerializedString protoName;
    private final @Nullable EnumShape values;
    private final @Nullable MessageShape message;

    FieldShape(FieldDescriptor field, int index, @Nullable EnumShape values, @Nullable MessageShape message) {
        OneofDescriptor of = field.getRealContainingOneof();
        String inBrackets = "[" + field.getFullName() + "]";
        this.index = index;
        this.number = field.getNumber();
        this.type = field.getType();
        this.repeated = field.isRepeated();
        this.map = field.isMapField();
        this.required = field.isRequired();
        this.presence = field.hasPresence();
        this.packed = field.isPacked();
        this.oneof = of == null ? -1 : of.getIndex();
        this.jsonName = new SerializedString(field.isExtension() ? inBrackets : field.getJsonName());
        this.protoName = new SerializedString(field.isExtension() ? inBrackets : field.getName());
        this.values = values;
        this.message = message;
    }

    private FieldShape(FieldShape bytes, MessageShape message) {
        this.index = bytes.index;
        this.number = bytes.number;
        this.type = FieldDescriptor.Type.MESSAGE;
        this.repeated = false;
        this.map = false;
        this.required = bytes.required;
        this.presence = true;
        this.packed = false;
        this.oneof = bytes.oneof;
        this.jsonName = bytes.jsonName;
        this.protoName = bytes.protoName;
        this.values = null;
        this.message = message;
    }

    /** This field of bytes, with that type of message in them: on the wire both look alike. */
    FieldShape holding(MessageShape content) {
        return new FieldShape(this, content);
    }

    /** Of a field whose type is an enum. */
    EnumShape values() {
        return Objects.requireNonNull(values);
    }

    /** Of a field whose type is a message; of a map, its entries. */
    MessageShape message() {
        return Objects.requireNonNull(message);
    }

    boolean isMessage() {
        return type == FieldDescriptor.Type.MESSAGE || type == FieldDescriptor.Type.GROUP;
    }

    /** Whether JSON's null is a value of it, and not its absence. */
    boolean takesNull() {
        return type == FieldDescriptor.Type.ENUM ? values().isNull() : isMessage() && message().form == Form.VALUE;
    }

    /** The wire type of one value of it. */
    int wireType() {
        return switch (type) {
            case INT32, INT64, UINT32, UINT64, SINT32, SINT64, BOOL, ENUM -> Wire.VARINT;
            case FIXED64, SFIXED64, DOUBLE -> Wire.FIXED64;
            case FIXED32, SFIXED32, FLOAT -> Wire.FIXED32;
            case STRING, BYTES, MESSAGE -> Wire.LENGTH;
            case GROUP -> Wire.GROUP;
        };
    }

    /** Whether a list of it may be one block. */
    boolean isPackable() {
        int wire = wireType();
        return repeated && wire != Wire.LENGTH && wire != Wire.GROUP;
    }
}
