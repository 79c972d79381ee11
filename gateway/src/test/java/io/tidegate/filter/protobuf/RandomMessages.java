package io.tidegate.filter.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.List;
import java.util.Random;

/** Makes valid messages of any type, with the values that are at the edge of something more often than others. */
final class RandomMessages {
    private static final long[] LONGS = {0, 1, -1, 127, 128, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final int[] INTS = {0, 1, -1, 127, 128, Integer.MAX_VALUE, Integer.MIN_VALUE};
    /** Without -0.0, which Google's parser reads as 0. */
    private static final double[] DOUBLES = {
        0, 1, 0.1, 1e100, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY
    };

    private static final float[] FLOATS = {0, 1, 0.1f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN};
    private static final List<String> TEXTS = List.of("", "a", "ü😀", "\"\\\n\u0000", "x".repeat(200));
    private static final List<String> CONTENTS =
            List.of("test.Inner", "test.Names", "google.protobuf.Duration", "google.protobuf.Value");

    private final Random random;

    RandomMessages(long seed) {
        this.random = new Random(seed);
    }

    DynamicMessage next(Descriptor type) {
        return message(type, 3);
    }

    private DynamicMessage message(Descriptor type, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        switch (type.getFullName()) {
            case "google.protobuf.Timestamp" ->
                seconds(message, random.nextLong(-62_135_596_800L, 253_402_300_800L), 1);
            case "google.protobuf.Duration" -> {
                long seconds = random.nextLong(-1000, 1000);
                seconds(message, seconds, seconds < 0 ? -1 : 1);
            }
            case "google.protobuf.FieldMask" -> paths(message);
            case "google.protobuf.Any" -> any(message, depth);
            case "google.protobuf.Value" -> value(message, depth);
            default -> fields(message, depth);
        }
        return message.build();
    }

    private void fields(DynamicMessage.Builder message, int depth) {
        boolean few = message.getDescriptorForType().getFields().size() < 3;
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField();
            if (random.nextInt(few ? 2 : 4) > 0 || (isMessage && depth == 0)) {
                continue;
            }
            if (field.isMapField()) {
                entry(message, field, depth);
            } else if (field.isRepeated()) {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    message.addRepeatedField(field, single(field, depth));
                }
            } else {
                message.setField(field, single(field, depth));
            }
        }
    }

    /** One at most: Google's builder does not keep keys apart. */
    private void entry(DynamicMessage.Builder message, FieldDescriptor field, int depth) {
        Descriptor type = field.getMessageType();
        FieldDescriptor value = type.findFieldByNumber(2);
        if (value.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == 0) {
            return;
        }
        FieldDescriptor key = type.findFieldByNumber(1);
        message.addRepeatedField(
                field,
                DynamicMessage.newBuilder(type)
                        .setField(key, single(key, depth))
                        .setField(value, single(value, depth))
                        .build());
    }

    private Object single(FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> random.nextBoolean() ? INTS[random.nextInt(INTS.length)] : random.nextInt();
            case LONG -> random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
            case FLOAT -> random.nextBoolean() ? FLOATS[random.nextInt(FLOATS.length)] : random.nextFloat();
            case DOUBLE -> random.nextBoolean() ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text();
            case BYTE_STRING -> ByteString.copyFromUtf8(text());
            case ENUM -> constant(field.getEnumType());
            case MESSAGE -> message(field.getMessageType(), depth - 1);
        };
    }

    private Object constant(EnumDescriptor type) {
        boolean known = type.getFullName().startsWith("google") || random.nextInt(4) > 0;
        int number = known ? type.getValue(random.nextInt(type.getValueCount())).getNumber() : random.nextInt(1000);
        return type.findValueByNumberCreatingIfUnknown(number); // of names for one number, the first
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private void seconds(DynamicMessage.Builder message, long seconds, int sign) {
        int[] nanos = {0, 1, 1_000, 500_000_000, 999_999_999};
        set(message, 1, seconds);
        set(message, 2, sign * nanos[random.nextInt(nanos.length)]);
    }

    private void paths(DynamicMessage.Builder message) {
        FieldDescriptor paths = message.getDescriptorForType().findFieldByNumber(1);
        for (String path : List.of("user.display_name", "photo").subList(0, random.nextInt(3))) {
            message.addRepeatedField(paths, path);
        }
    }

    private void any(DynamicMessage.Builder message, int depth) {
        String name = CONTENTS.get(random.nextInt(CONTENTS.size()));
        set(message, 1, "type.googleapis.com/" + name);
        set(message, 2, message(Protos.descriptor(name), Math.max(0, depth - 1)).toByteString());
    }

    private void value(DynamicMessage.Builder message, int depth) {
        Descriptor type = message.getDescriptorForType();
        int kind = 1 + random.nextInt(depth <= 0 ? 4 : 6);
        FieldDescriptor field = type.findFieldByNumber(kind);
        message.setField(field, kind == 2 ? (Object) random.nextDouble() : single(field, depth));
    }

    private static void set(DynamicMessage.Builder message, int number, Object value) {
        message.setField(message.getDescriptorForType().findFieldByNumber(number), value);
    }
}
