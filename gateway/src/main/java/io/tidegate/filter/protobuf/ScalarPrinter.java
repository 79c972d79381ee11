package io.tidegate.filter.protobuf;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/** Prints numbers, strings, bytes and enum values from the wire. Confined, for one message. */
final class ScalarPrinter {
    private final Wire wire;
    private final WireValues values;
    private final byte[] bytes;
    private final JsonGenerator out;

    ScalarPrinter(Wire wire, WireValues values, byte[] bytes, JsonGenerator out) {
        this.wire = wire;
        this.values = values;
        this.bytes = bytes;
        this.out = out;
    }

    /** The one value of a field, or what it is where it is absent. */
    void print(FieldShape field, Occurrences found) throws BadMessage {
        int at = found.first(field);
        if (at == Occurrences.NONE) {
            printDefault(field);
        } else {
            print(field, found.from(at), found.to(at));
        }
    }

    /** One value of a list, or a block of them. */
    void printAll(FieldShape field, int from, int to) throws BadMessage {
        boolean block = to != Occurrences.NONE && field.isPackable();
        if (!block) {
            print(field, from, to);
            return;
        }
        wire.enter(from, to);
        while (!wire.isAtEnd()) {
            number(field);
        }
    }

    private void print(FieldShape field, int from, int to) throws BadMessage {
        switch (field.type) {
            case STRING -> {
                values.demandText(from, to);
                out.writeUTF8String(bytes, from, to - from);
            }
            case BYTES -> out.writeBinary(bytes, from, to - from);
            case MESSAGE, GROUP -> throw new IllegalStateException("a message is no scalar");
            case BOOL, DOUBLE, FLOAT, ENUM, INT32, INT64, UINT32, UINT64, SINT32, SINT64 -> one(field, from);
            case FIXED32, FIXED64, SFIXED32, SFIXED64 -> one(field, from);
        }
    }

    private void one(FieldShape field, int from) throws BadMessage {
        wire.enter(from, bytes.length);
        number(field);
    }

    private void number(FieldShape field) throws BadMessage {
        long value = values.next(field);
        switch (field.type) {
            case BOOL -> out.writeBoolean(value != 0);
            case INT64, SINT64, SFIXED64 -> out.writeString(Long.toString(value));
            case UINT64, FIXED64 -> out.writeString(Long.toUnsignedString(value));
            case INT32, SINT32, SFIXED32, UINT32, FIXED32 -> out.writeNumber(value);
            case DOUBLE -> out.writeNumber(Double.longBitsToDouble(value));
            case FLOAT -> out.writeNumber(Float.intBitsToFloat((int) value));
            case ENUM -> constant(field.values(), (int) value);
            case STRING, BYTES, MESSAGE, GROUP -> throw new IllegalStateException("what has a length is no number");
        }
    }

    private void printDefault(FieldShape field) {
        switch (field.type) {
            case STRING, BYTES -> out.writeString("");
            case BOOL -> out.writeBoolean(false);
            case INT64, SINT64, SFIXED64, UINT64, FIXED64 -> out.writeString("0");
            case INT32, SINT32, SFIXED32, UINT32, FIXED32 -> out.writeNumber(0);
            case DOUBLE, FLOAT -> out.writeNumber(0.0);
            case ENUM -> constant(field.values(), 0);
            case MESSAGE, GROUP -> throw new IllegalStateException("a message is no scalar");
        }
    }

    /** Nothing of a number that a closed enum does not have. */
    private void constant(EnumShape known, int number) {
        SerializedString name = known.name(number);
        if (known.isNull()) {
            out.writeNull();
        } else if (name != null) {
            out.writeString(name);
        } else if (known.has(number)) {
            out.writeNumber(number);
        }
    }
}
