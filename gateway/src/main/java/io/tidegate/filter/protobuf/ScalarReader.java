package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads numbers, strings, bytes and enum values of JSON, and writes them as Protobuf has them. Confined, for one message. */
final class ScalarReader {
    private static final long MOST_UNSIGNED_32 = 0xFFFF_FFFFL;

    private final WireBuffer out;
    private final boolean ignoreUnknown;
    private final boolean mayHaveSurrogates;

    /** @param mayHaveSurrogates whether there are escapes, by which half a pair can be written */
    ScalarReader(WireBuffer out, boolean ignoreUnknown, boolean mayHaveSurrogates) {
        this.out = out;
        this.ignoreUnknown = ignoreUnknown;
        this.mayHaveSurrogates = mayHaveSurrogates;
    }

    /**
     * Writes the value at hand with its tag, unless it stands for nothing as well and {@code unlessDefault}.
     *
     * @return false if it is a name of an enum value that nobody knows and that is to be ignored: nothing was written
     */
    boolean read(FieldShape field, JsonParser in, boolean unlessDefault) throws BadMessage {
        if (field.wireType() == Wire.LENGTH) {
            byte[] content = content(field, in);
            if (content.length > 0 || !unlessDefault) {
                out.tag(field.number, Wire.LENGTH);
                out.content(content);
            }
            return true;
        }
        Long value = number(field, in);
        if (value == null) {
            return false;
        }
        if (value != 0 || !unlessDefault) {
            out.tag(field.number, field.wireType());
            write(field, value);
        }
        return true;
    }

    /** Writes the number at hand without a tag, as in a block; nothing if it is to be ignored. */
    void readBare(FieldShape field, JsonParser in) throws BadMessage {
        Long value = number(field, in);
        if (value != null) {
            write(field, value);
        }
    }

    /** Writes an entry's key with its tag. */
    void key(FieldShape field, String key) throws BadMessage {
        out.tag(field.number, field.wireType());
        switch (field.type) {
            case STRING -> out.content(utf8(key));
            case BOOL -> {
                demand(key.equals("true") || key.equals("false"), "type");
                out.varint(key.equals("true") ? 1 : 0);
            }
            case INT32, INT64, UINT32, UINT64, SINT32, SINT64, FIXED32, FIXED64, SFIXED32, SFIXED64 ->
                write(field, whole(field, key));
            case DOUBLE, FLOAT, ENUM, BYTES, MESSAGE, GROUP -> throw new IllegalStateException("no type of a key");
        }
    }

    String text(JsonParser in) throws BadMessage {
        demand(in.currentToken() == JsonToken.VALUE_STRING, "type");
        return in.getString();
    }

    /** Bytes of a text that has no half pairs. */
    byte[] utf8(String text) throws BadMessage {
        demand(!mayHaveSurrogates || StandardCharsets.UTF_8.newEncoder().canEncode(text), "surrogate");
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] content(FieldShape field, JsonParser in) throws BadMessage {
        return field.type == FieldDescriptor.Type.STRING ? utf8(text(in)) : base64(text(in));
    }

    private static byte[] base64(String text) throws BadMessage {
        boolean forUrls = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            return (forUrls ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
        } catch (IllegalArgumentException e) {
            throw new BadMessage("format");
        }
    }

    /** The bits of a number, as they are written; null if it is to be ignored. */
    private @Nullable Long number(FieldShape field, JsonParser in) throws BadMessage {
        return switch (field.type) {
            case BOOL -> truth(in);
            case ENUM -> constant(field.values(), in);
            case DOUBLE -> Double.doubleToRawLongBits(Numbers.float64(digits(in, true)));
            case FLOAT -> (long) Float.floatToRawIntBits(Numbers.float32(digits(in, true)));
            case INT32, INT64, UINT32, UINT64, SINT32, SINT64, FIXED32, FIXED64, SFIXED32, SFIXED64 ->
                integer(field, in);
            case STRING, BYTES, MESSAGE, GROUP -> throw new IllegalStateException("what has a length is no number");
        };
    }

    private static long truth(JsonParser in) throws BadMessage {
        JsonToken token = in.currentToken();
        demand(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, "type");
        return token == JsonToken.VALUE_TRUE ? 1 : 0;
    }

    private @Nullable Long constant(EnumShape values, JsonParser in) throws BadMessage {
        if (in.currentToken() == JsonToken.VALUE_NULL && values.isNull()) {
            return 0L;
        }
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            long number = Numbers.signed(digits(in, false), Integer.MIN_VALUE, Integer.MAX_VALUE);
            demand(values.has((int) number), "enum");
            return number;
        }
        Integer number = values.number(in.getString());
        demand(number != null || ignoreUnknown, "enum");
        return number == null ? null : (long) number;
    }

    private static long integer(FieldShape field, JsonParser in) throws BadMessage {
        boolean small =
                in.currentToken() == JsonToken.VALUE_NUMBER_INT && in.getNumberType() == JsonParser.NumberType.INT;
        long value = small ? in.getIntValue() : -1;
        return value >= 0 ? bounded(field, value) : whole(field, digits(in, true));
    }

    /** What is not below 0 and fits an int fits all. */
    private static long bounded(FieldShape field, long value) {
        return switch (field.type) {
            case SINT32, SINT64 -> value << 1;
            case INT32, INT64, UINT32, UINT64, FIXED32, FIXED64, SFIXED32, SFIXED64 -> value;
            case BOOL, ENUM, DOUBLE, FLOAT, STRING, BYTES, MESSAGE, GROUP ->
                throw new IllegalStateException("no whole number");
        };
    }

    /** The bits of a whole number, as they are written. */
    private static long whole(FieldShape field, String text) throws BadMessage {
        return switch (field.type) {
            case INT32, SFIXED32 -> Numbers.signed(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case SINT32 -> zigzag(Numbers.signed(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT32, FIXED32 -> Numbers.signed(text, 0, MOST_UNSIGNED_32);
            case INT64, SFIXED64 -> Numbers.signed(text, Long.MIN_VALUE, Long.MAX_VALUE);
            case SINT64 -> zigzag(Numbers.signed(text, Long.MIN_VALUE, Long.MAX_VALUE));
            case UINT64, FIXED64 -> Numbers.unsigned64(text);
            case BOOL, ENUM, DOUBLE, FLOAT, STRING, BYTES, MESSAGE, GROUP ->
                throw new IllegalStateException("no whole number");
        };
    }

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> (Long.SIZE - 1));
    }

    private static String digits(JsonParser in, boolean mayBeText) throws BadMessage {
        JsonToken token = in.currentToken();
        boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        demand(number || (mayBeText && token == JsonToken.VALUE_STRING), "type");
        return in.getString();
    }

    private void write(FieldShape field, long value) throws BadMessage {
        switch (field.wireType()) {
            case Wire.FIXED32 -> out.fixed32((int) value);
            case Wire.FIXED64 -> out.fixed64(value);
            default -> out.varint(value);
        }
    }

    private static void demand(boolean valid, String rule) throws BadMessage {
        if (!valid) {
            throw new BadMessage(rule);
        }
    }
}
