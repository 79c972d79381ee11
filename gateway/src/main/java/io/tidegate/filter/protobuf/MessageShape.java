package io.tidegate.filter.protobuf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message type as it is translated. Shared; immutable once its fields are known. */
final class MessageShape {
    /** The number of {@link #demanded} where none is. */
    static final int NONE = -1;

    final String name;
    final Form form;
    final int oneofs;

    /** The place of the oneof of which a member must be there; or {@link #NONE}. */
    final int demanded;

    private FieldShape[] fields = {};
    private int[] numbers = {};
    private final Map<String, FieldShape> byName = new HashMap<>();

    MessageShape(String name, Form form, int oneofs, int demanded) {
        this.name = name;
        this.form = form;
        this.oneofs = oneofs;
        this.demanded = demanded;
    }

    /** Called once; apart from the constructor since types may hold each other. */
    void complete(List<FieldShape> all) {
        fields = all.toArray(FieldShape[]::new);
        numbers = all.stream().mapToInt(field -> field.number).toArray();
        all.forEach(field -> byName.put(field.jsonName.getValue(), field));
        all.forEach(field -> byName.putIfAbsent(field.protoName.getValue(), field));
    }

    /** By number. Not to be changed. */
    FieldShape[] fields() {
        return fields;
    }

    /** Null if it has no such field. */
    @Nullable
    FieldShape byNumber(int number) {
        boolean inARow = number > 0 && number <= numbers.length && numbers[number - 1] == number;
        int at = inARow ? number - 1 : Arrays.binarySearch(numbers, number);
        return at < 0 ? null : fields[at];
    }

    /** By the name that it has in JSON, or in its file; null if it has no such field. */
    @Nullable
    FieldShape byName(String fieldName) {
        return byName.get(fieldName);
    }

    /** This type, of which a member of its oneof {@code oneof} must be there. */
    MessageShape demanding(int oneof) {
        return with(oneof, List.of(fields));
    }

    /** This type, whose field {@code bytes} holds a message of type {@code content}. */
    MessageShape holding(FieldShape bytes, MessageShape content) {
        FieldShape[] held = fields.clone();
        held[bytes.index] = bytes.holding(content);
        return with(demanded, List.of(held));
    }

    private MessageShape with(int newDemanded, List<FieldShape> newFields) {
        var other = new MessageShape(name, form, oneofs, newDemanded);
        other.complete(newFields);
        return other;
    }
}
