package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;

/** Reads the values of fields where they stand on the wire. Confined, for one message. */
final class WireValues {
    private final Wire wire;
    private final byte[] bytes;

    WireValues(Wire wire, byte[] bytes) {
        this.wire = wire;
        this.bytes = bytes;
    }

    /** Whether what is there is what stands for nothing as well. */
    boolean isDefault(FieldShape field, Occurrences found) throws BadMessage {
        int at = found.first(field);
        return field.wireType() == Wire.LENGTH ? found.from(at) == found.to(at) : number(field, found) == 0;
    }

    /** What stands there, as a number: the bits of a fraction; 0 if nothing does. */
    long number(FieldShape field, Occurrences found) throws BadMessage {
        int at = found.first(field);
        if (at == Occurrences.NONE) {
            return 0;
        }
        wire.enter(found.from(at), bytes.length);
        return next(field);
    }

    /** What a string says that may be absent. */
    String text(FieldShape field, Occurrences found) throws BadMessage {
        int at = found.first(field);
        return at == Occurrences.NONE ? "" : text(found.from(at), found.to(at));
    }

    String text(int from, int to) throws BadMessage {
        demandText(from, to);
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** A number, a string or a truth as a name in JSON; an enum value is its number. */
    String key(FieldShape field, Occurrences found) throws BadMessage {
        if (field.wireType() == Wire.LENGTH) {
            return text(field, found);
        }
        long value = number(field, found);
        if (field.type == FieldDescriptor.Type.BOOL) {
            return Boolean.toString(value != 0);
        }
        boolean unsigned = field.type == FieldDescriptor.Type.UINT64 || field.type == FieldDescriptor.Type.FIXED64;
        return unsigned ? Long.toUnsignedString(value) : Long.toString(value);
    }

    /** The next number, as wide as its type: without a sign where that has none. */
    long next(FieldShape field) throws BadMessage {
        return switch (field.type) {
            case INT64, UINT64 -> wire.varint();
            case INT32, ENUM -> (int) wire.varint();
            case UINT32 -> wire.varint() & 0xFFFF_FFFFL;
            case BOOL -> wire.varint() == 0 ? 0 : 1;
            case SINT64 -> unzigzag(wire.varint());
            case SINT32 -> (int) unzigzag(wire.varint() & 0xFFFF_FFFFL);
            case FIXED64, SFIXED64, DOUBLE -> wire.fixed64();
            case SFIXED32 -> wire.fixed32();
            case FIXED32, FLOAT -> wire.fixed32() & 0xFFFF_FFFFL;
            case STRING, BYTES, MESSAGE, GROUP -> throw new IllegalStateException("what has a length is no number");
        };
    }

    /** Refuses what is not UTF-8. */
    void demandText(int from, int to) throws BadMessage {
        if (!UnsafeByteOperations.unsafeWrap(bytes, from, to - from).isValidUtf8()) {
            throw new BadMessage("utf-8");
        }
    }

    private static long unzigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }
}
