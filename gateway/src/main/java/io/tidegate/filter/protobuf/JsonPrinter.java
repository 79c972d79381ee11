package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.tidegate.filter.Message;
import io.tidegate.filter.content.Fault;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/**
 * Prints one Protobuf message as proto3 JSON, straight from the wire: what it holds meanwhile is in proportion to the message,
 * and what comes of it is bounded. Confined, for one message.
 */
final class JsonPrinter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final SerializedString TYPE = new SerializedString(ProtoTypes.TYPE);
    private static final SerializedString VALUE = new SerializedString(ProtoTypes.VALUE);

    private final ProtoTypes types;
    private final Options options;
    private final Wire wire;
    private final WireValues values;
    private final ScalarPrinter scalars;
    private final BoundedBytes printed;
    private final JsonGenerator out;

    JsonPrinter(ProtoTypes types, Options options, byte[] bytes) {
        this.types = types;
        this.options = options;
        this.wire = new Wire(bytes);
        this.printed = new BoundedBytes(bytes.length + bytes.length / 2 + 64, options.maxSize());
        this.out = JSON.createGenerator(ObjectWriteContext.empty(), printed);
        this.values = new WireValues(wire, bytes);
        this.scalars = new ScalarPrinter(wire, values, bytes, out);
    }

    /** What is printed; the parts that a {@link JsonPrinter} is asked for. */
    @FunctionalInterface
    interface Part {
        void print(JsonPrinter printer) throws BadMessage;
    }

    /** The text that {@code part} prints. */
    Message text(Part part) throws Untranslatable {
        try {
            part.print(this);
            out.close();
            return Message.view(true, printed.array(), 0, printed.size(), printed.size());
        } catch (BadMessage e) {
            throw new Untranslatable(new Fault(pointer(), e.rule()));
        } catch (JacksonException e) { // of all that can fail there, only the size is bounded
            throw new Untranslatable(new Fault(pointer(), "max-size"));
        }
    }

    /** The message that stands between two places. */
    void message(MessageShape shape, int from, int to) throws BadMessage {
        var found = new Occurrences(shape);
        found.find(wire, from, to);
        value(shape, found, 1);
    }

    /** The same as an object that names its type. */
    void named(MessageShape shape, String name, int from, int to) throws BadMessage {
        var found = new Occurrences(shape);
        found.find(wire, from, to);
        named(shape, name, found, 1);
    }

    private String pointer() {
        return out.streamWriteContext().pathAsPointer().toString();
    }

    private void value(MessageShape shape, Occurrences found, int depth) throws BadMessage {
        if (depth > options.maxDepth()) {
            throw new BadMessage("max-depth");
        }
        FieldShape[] fields = shape.fields();
        switch (shape.form) {
            case PLAIN -> {
                out.writeStartObject();
                members(shape, found, depth);
                out.writeEndObject();
            }
            case ANY -> any(fields, found, depth);
            case TIMESTAMP ->
                out.writeString(WellKnown.time(values.number(fields[0], found), (int) values.number(fields[1], found)));
            case DURATION ->
                out.writeString(
                        WellKnown.duration(values.number(fields[0], found), (int) values.number(fields[1], found)));
            case FIELD_MASK -> out.writeString(paths(fields[0], found));
            case STRUCT -> map(fields[0], found, depth);
            case LIST_VALUE -> list(fields[0], found, depth);
            case VALUE -> dynamic(fields, found, depth);
            case WRAPPER -> scalars.print(fields[0], found);
        }
    }

    private void members(MessageShape shape, Occurrences found, int depth) throws BadMessage {
        if (shape.demanded >= 0 && !found.hasMemberOf(shape.demanded)) {
            throw new BadMessage("unknown-type");
        }
        for (FieldShape field : shape.fields()) {
            boolean there = found.first(field) != Occurrences.NONE;
            if (field.required && !there) {
                out.writeName(name(field));
                throw new BadMessage("required");
            }
            boolean nothing = !there || (!field.presence && !field.repeated && values.isDefault(field, found));
            if (!nothing || (options.defaults() && !field.presence)) {
                out.writeName(name(field));
                field(field, found, depth);
            }
        }
    }

    private SerializedString name(FieldShape field) {
        return options.protoNames() ? field.protoName : field.jsonName;
    }

    private void field(FieldShape field, Occurrences found, int depth) throws BadMessage {
        if (field.map) {
            map(field, found, depth);
        } else if (field.repeated) {
            list(field, found, depth);
        } else if (field.isMessage()) {
            value(field.message(), pieces(field, found), depth + 1);
        } else {
            scalars.print(field, found);
        }
    }

    /** A message that may stand there in several pieces. */
    private Occurrences pieces(FieldShape field, Occurrences found) throws BadMessage {
        var inner = new Occurrences(field.message());
        for (int at = found.first(field); at != Occurrences.NONE; at = found.next(at)) {
            inner.find(wire, found.from(at), found.to(at));
        }
        return inner;
    }

    private Occurrences piece(MessageShape shape, Occurrences found, int at) throws BadMessage {
        var inner = new Occurrences(shape);
        inner.find(wire, found.from(at), found.to(at));
        return inner;
    }

    private void list(FieldShape field, Occurrences found, int depth) throws BadMessage {
        out.writeStartArray();
        for (int at = found.first(field); at != Occurrences.NONE; at = found.next(at)) {
            if (field.isMessage()) {
                value(field.message(), piece(field.message(), found, at), depth + 1);
            } else {
                scalars.printAll(field, found.from(at), found.to(at));
            }
        }
        out.writeEndArray();
    }

    private void map(FieldShape field, Occurrences found, int depth) throws BadMessage {
        out.writeStartObject();
        if (found.first(field) != Occurrences.NONE) {
            for (Map.Entry<String, Occurrences> entry : entries(field, found).entrySet()) {
                out.writeName(entry.getKey());
                field(field.message().fields()[1], entry.getValue(), depth);
            }
        }
        out.writeEndObject();
    }

    /** Of entries with the same key the last one counts. */
    private Map<String, Occurrences> entries(FieldShape field, Occurrences found) throws BadMessage {
        Map<String, Occurrences> entries = new LinkedHashMap<>();
        MessageShape entry = field.message();
        for (int at = found.first(field); at != Occurrences.NONE; at = found.next(at)) {
            Occurrences inner = piece(entry, found, at);
            if (!inner.hasUnknownValue()) {
                entries.put(values.key(entry.fields()[0], inner), inner);
            }
        }
        return entries;
    }

    private void any(FieldShape[] fields, Occurrences found, int depth) throws BadMessage {
        String url = values.text(fields[0], found);
        int at = found.first(fields[1]);
        boolean empty = at == Occurrences.NONE || found.from(at) == found.to(at);
        if (url.isEmpty() && empty) {
            out.writeStartObject();
            out.writeEndObject();
            return;
        }
        MessageShape shape = types.byUrl(url);
        var inner = new Occurrences(shape);
        if (!empty) {
            inner.find(wire, found.from(at), found.to(at));
        }
        named(shape, url, inner, depth + 1);
    }

    private void named(MessageShape shape, String name, Occurrences found, int depth) throws BadMessage {
        out.writeStartObject();
        out.writeName(TYPE);
        out.writeString(name);
        if (shape.form == Form.PLAIN) {
            if (depth > options.maxDepth()) {
                throw new BadMessage("max-depth");
            }
            members(shape, found, depth);
        } else {
            out.writeName(VALUE);
            value(shape, found, depth);
        }
        out.writeEndObject();
    }

    /** A {@code google.protobuf.Value}: one of its members is there, or none. */
    private void dynamic(FieldShape[] kinds, Occurrences found, int depth) throws BadMessage {
        for (FieldShape kind : kinds) {
            if (found.first(kind) != Occurrences.NONE) {
                if (kind.type == FieldDescriptor.Type.DOUBLE
                        && !Double.isFinite(Double.longBitsToDouble(values.number(kind, found)))) {
                    throw new BadMessage("range"); // JSON has no such number, and a string would be another value
                }
                field(kind, found, depth);
                return;
            }
        }
        out.writeNull();
    }

    private String paths(FieldShape field, Occurrences found) throws BadMessage {
        StringBuilder all = new StringBuilder();
        for (int at = found.first(field); at != Occurrences.NONE; at = found.next(at)) {
            all.append(all.isEmpty() ? "" : ",");
            all.append(WellKnown.jsonPath(values.text(found.from(at), found.to(at))));
        }
        return all.toString();
    }
}
