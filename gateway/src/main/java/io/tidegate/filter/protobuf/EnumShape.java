package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.SerializedString;

/** The values of an enum. Shared, immutable. */
final class EnumShape {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, SerializedString> names = new HashMap<>();
    private final boolean closed;
    private final boolean isNull;

    EnumShape(EnumDescriptor type) {
        for (EnumValueDescriptor value : type.getValues()) {
            numbers.put(value.getName(), value.getNumber());
            names.putIfAbsent(value.getNumber(), new SerializedString(value.getName())); // an alias only comes in
        }
        this.closed = type.isClosed();
        this.isNull = type.getFullName().equals("google.protobuf.NullValue");
    }

    @Nullable
    Integer number(String name) {
        return numbers.get(name);
    }

    /** The first name of that number; null if it has none. */
    @Nullable
    SerializedString name(int number) {
        return names.get(number);
    }

    /** Whether a value may have that number: only of a closed enum (proto2) the numbers are all known. */
    boolean has(int number) {
        return !closed || names.containsKey(number);
    }

    /** Whether its one value is JSON's null. */
    boolean isNull() {
        return isNull;
    }
}
