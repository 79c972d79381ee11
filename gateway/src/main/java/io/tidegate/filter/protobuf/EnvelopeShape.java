package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.tidegate.filter.content.Fault;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message type with a field that says what is in another one, which is of bytes. Shared, immutable.
 *
 * @param envelope as its file has it
 * @param field that says what is in it: a string, a whole number or an enum value
 * @param byText the envelope with each content, by what the field says: a string, a number, or the number of an enum value
 */
record EnvelopeShape(MessageShape envelope, FieldShape field, Map<String, MessageShape> byText) {
    /** That of a binary message; a field that is absent says what is zero or empty. */
    MessageShape shape(byte[] bytes) throws BadMessage {
        var wire = new Wire(bytes);
        var found = new Occurrences(envelope);
        found.find(wire, 0, bytes.length);
        return known(new WireValues(wire, bytes).key(field, found));
    }

    /** That of a JSON message whose field says {@code text}; null where it has none. */
    MessageShape shape(@Nullable String text) throws Untranslatable {
        try {
            String absent = field.type == FieldDescriptor.Type.STRING ? "" : "0";
            return known(text == null ? absent : text);
        } catch (BadMessage e) {
            throw new Untranslatable(new Fault("/" + field.jsonName.getValue(), e.rule()));
        }
    }

    private MessageShape known(String text) throws BadMessage {
        MessageShape shape = byText.get(text);
        if (shape == null) {
            throw new BadMessage("unknown-type");
        }
        return shape;
    }
}
