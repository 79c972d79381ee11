package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.tidegate.filter.Message;
import io.tidegate.filter.content.Fault;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Reads one proto3 JSON text and writes it as Protobuf, token by token: what it holds meanwhile is in proportion to the text.
 * Confined, for one message.
 */
final class JsonReader {
    private static final int MOST_NESTED = 500; // also in members that are left out
    private static final int MOST_TYPES_BEHIND = 4;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_NESTED)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(100)
                    .build())
            .build();

    private final ProtoTypes types;
    private final Options options;
    private final WireBuffer out;
    private final ScalarReader scalars;
    private final String text;
    private JsonParser in;
    private String above = "";
    private int typesBehind;

    /** @param text made of valid UTF-8, so that half a surrogate pair can only be written as an escape */
    JsonReader(ProtoTypes types, Options options, String text) {
        this.types = types;
        this.options = options;
        this.text = text;
        this.out = new WireBuffer(text.length() / 2 + 16, options.maxSize());
        this.scalars = new ScalarReader(out, options.ignoreUnknown(), text.contains("\\u"));
        this.in = JSON.createParser(ObjectReadContext.empty(), text);
    }

    /** What is read; the parts that a {@link JsonReader} is asked for. */
    @FunctionalInterface
    interface Part {
        void read(JsonReader reader) throws BadMessage;
    }

    /** The message that {@code part} reads, which must be all of the text. */
    Message binary(Part part) throws Untranslatable {
        try (JsonParser source = in) {
            in.nextToken();
            part.read(this);
            demand(source.nextToken() == null, "syntax");
            return Message.view(false, out.array(), 0, out.size(), out.size());
        } catch (BadMessage e) {
            throw new Untranslatable(new Fault(pointer(), e.rule()));
        } catch (StreamConstraintsException e) {
            boolean deep = in.streamReadContext().getNestingDepth() >= MOST_NESTED;
            throw new Untranslatable(new Fault(pointer(), deep ? "max-depth" : "max-number"));
        } catch (JacksonException e) { // its message quotes the text
            throw new Untranslatable(new Fault(pointer(), "syntax"));
        }
    }

    private String pointer() {
        return above + in.streamReadContext().pathAsPointer();
    }

    /** The message that the value at hand is. */
    void message(MessageShape shape) throws BadMessage {
        message(shape, 1);
    }

    /** The message that the object at hand is, which names its type. */
    void named(TypeNames names) throws BadMessage {
        demand(in.currentToken() == JsonToken.START_OBJECT, "type");
        named(names, 1);
    }

    /** What a scalar member of the object says, which is the whole text; null if there is none. Reads no further. */
    @Nullable
    String peek(FieldShape field) throws Untranslatable {
        try (JsonParser ahead = JSON.createParser(ObjectReadContext.empty(), text)) {
            ahead.nextToken();
            for (String name = ahead.nextName(); name != null; name = ahead.nextName()) {
                JsonToken value = ahead.nextToken();
                boolean meant = name.equals(field.jsonName.getValue()) || name.equals(field.protoName.getValue());
                if (meant && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    return ahead.getString();
                }
                ahead.skipChildren();
            }
            return null;
        } catch (JacksonException e) {
            throw new Untranslatable(Fault.of("syntax"));
        }
    }

    /** Writes what a name stands for, and says which type it is. */
    @FunctionalInterface
    interface TypeNames {
        MessageShape begin(String name, WireBuffer out) throws BadMessage;
    }

    private void message(MessageShape shape, int depth) throws BadMessage {
        demand(depth <= options.maxDepth(), "max-depth");
        FieldShape[] fields = shape.fields();
        switch (shape.form) {
            case PLAIN -> {
                demand(in.currentToken() == JsonToken.START_OBJECT, "type");
                members(shape, depth);
            }
            case ANY -> any(fields, depth);
            case TIMESTAMP -> seconds(fields, WellKnown.time(scalars.text(in)));
            case DURATION -> seconds(fields, WellKnown.duration(scalars.text(in)));
            case FIELD_MASK -> paths(fields[0]);
            case STRUCT -> map(fields[0], depth);
            case LIST_VALUE -> list(fields[0], depth);
            case VALUE -> dynamic(fields, depth);
            case WRAPPER -> scalars.read(fields[0], in, true);
        }
    }

    /** All members of the object at hand that are still to come. */
    private void members(MessageShape shape, int depth) throws BadMessage {
        boolean[] seen = new boolean[shape.fields().length];
        boolean[] chosen = new boolean[shape.oneofs];
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            FieldShape field = shape.byName(name);
            if (field == null) {
                unknown(name);
                continue;
            }
            demand(!seen[field.index], "duplicate-key");
            seen[field.index] = true;
            if (in.currentToken() != JsonToken.VALUE_NULL || (field.takesNull() && !field.repeated)) {
                if (field.oneof >= 0) {
                    demand(!chosen[field.oneof], "oneof");
                    chosen[field.oneof] = true;
                }
                member(field, depth);
            } else {
                seen[field.index] = false; // as if it were not there
            }
        }
        for (FieldShape field : shape.fields()) {
            demand(seen[field.index] || !field.required, "required");
        }
        demand(shape.demanded < 0 || chosen[shape.demanded], "unknown-type");
    }

    private void unknown(String name) throws BadMessage {
        demand(!name.equals(ProtoTypes.TYPE), "duplicate-key");
        demand(options.ignoreUnknown(), "unknown-field");
        in.skipChildren();
    }

    private void member(FieldShape field, int depth) throws BadMessage {
        if (field.map) {
            map(field, depth);
        } else if (field.repeated) {
            list(field, depth);
        } else {
            single(field, depth, !field.presence);
        }
    }

    /** @return false if nothing was written, since the value is to be ignored */
    private boolean single(FieldShape field, int depth, boolean unlessDefault) throws BadMessage {
        if (!field.isMessage()) {
            return scalars.read(field, in, unlessDefault);
        }
        out.tag(field.number, field.wireType());
        if (field.type == FieldDescriptor.Type.GROUP) {
            message(field.message(), depth + 1);
            out.tag(field.number, Wire.GROUP_END);
        } else {
            int mark = out.begin();
            message(field.message(), depth + 1);
            out.end(mark);
        }
        return true;
    }

    private void list(FieldShape field, int depth) throws BadMessage {
        demand(in.currentToken() == JsonToken.START_ARRAY, "type");
        if (field.packed) {
            block(field);
            return;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            demand(in.currentToken() != JsonToken.VALUE_NULL || field.takesNull(), "null");
            single(field, depth, false);
        }
    }

    private void block(FieldShape field) throws BadMessage {
        int before = out.size();
        out.tag(field.number, Wire.LENGTH);
        int mark = out.begin();
        int empty = out.size();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            demand(in.currentToken() != JsonToken.VALUE_NULL || field.takesNull(), "null");
            scalars.readBare(field, in);
        }
        if (out.size() == empty) {
            out.backTo(before);
        } else {
            out.end(mark);
        }
    }

    private void map(FieldShape field, int depth) throws BadMessage {
        demand(in.currentToken() == JsonToken.START_OBJECT, "type");
        FieldShape key = field.message().fields()[0];
        FieldShape value = field.message().fields()[1];
        Set<String> seen = new HashSet<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            in.nextToken();
            demand(seen.add(name), "duplicate-key");
            demand(in.currentToken() != JsonToken.VALUE_NULL || value.takesNull(), "null");
            int before = out.size();
            out.tag(field.number, Wire.LENGTH);
            int mark = out.begin();
            scalars.key(key, name);
            if (single(value, depth, false)) {
                out.end(mark);
            } else {
                out.backTo(before);
            }
        }
    }

    private void seconds(FieldShape[] fields, WellKnown.Seconds value) throws BadMessage {
        number(fields[0], value.seconds());
        number(fields[1], value.nanos());
    }

    private void number(FieldShape field, long value) throws BadMessage {
        if (value != 0) {
            out.tag(field.number, Wire.VARINT);
            out.varint(value);
        }
    }

    private void paths(FieldShape field) throws BadMessage {
        String all = scalars.text(in);
        for (int from = 0; from < all.length(); ) {
            int comma = all.indexOf(',', from);
            int to = comma < 0 ? all.length() : comma;
            out.tag(field.number, Wire.LENGTH);
            out.content(scalars.utf8(WellKnown.protoPath(all.substring(from, to))));
            from = to + 1;
        }
    }

    /** A {@code google.protobuf.Value}: the kind of JSON's value says which member it is. */
    private void dynamic(FieldShape[] kinds, int depth) throws BadMessage {
        FieldShape kind = switch (in.currentToken()) {
            case VALUE_NULL -> kinds[0];
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> kinds[1];
            case VALUE_STRING -> kinds[2];
            case VALUE_TRUE, VALUE_FALSE -> kinds[3];
            case START_OBJECT -> kinds[4];
            case START_ARRAY -> kinds[5];
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new BadMessage("syntax");
        };
        single(kind, depth, false);
    }

    private void any(FieldShape[] fields, int depth) throws BadMessage {
        demand(in.currentToken() == JsonToken.START_OBJECT, "type");
        String first = in.nextName();
        if (first == null) {
            return;
        }
        int[] mark = new int[1];
        typed(first, depth + 1, (url, _) -> {
            MessageShape shape = types.byUrl(url);
            out.tag(fields[0].number, Wire.LENGTH);
            out.content(url.getBytes(StandardCharsets.UTF_8));
            out.tag(fields[1].number, Wire.LENGTH);
            mark[0] = out.begin();
            return shape;
        });
        out.end(mark[0]);
    }

    private void named(TypeNames names, int depth) throws BadMessage {
        String first = in.nextName();
        if (first == null) {
            throw new BadMessage("unknown-type");
        }
        typed(first, depth, names);
    }

    /** The object at hand, of which the name of the first member was read: its type may be named anywhere in it. */
    private void typed(String first, int depth, TypeNames names) throws BadMessage {
        JsonParser outer = in;
        String place = above;
        boolean isFirst = first.equals(ProtoTypes.TYPE);
        String name = isFirst ? value() : reordered(first);
        MessageShape shape = names.begin(name, out);
        if (shape.form == Form.PLAIN) {
            demand(depth <= options.maxDepth(), "max-depth");
            members(shape, depth);
        } else {
            demand(ProtoTypes.VALUE.equals(in.nextName()), "unknown-field");
            in.nextToken();
            message(shape, depth);
            demand(in.nextName() == null, "unknown-field");
        }
        if (!isFirst) {
            in.close();
            in = outer;
            above = place;
            typesBehind--;
        }
    }

    private String value() throws BadMessage {
        in.nextToken();
        return scalars.text(in);
    }

    /** Goes on with a copy of the object at hand without its type's name, which is what is returned. */
    private String reordered(String first) throws BadMessage {
        demand(++typesBehind <= MOST_TYPES_BEHIND, "max-depth"); // each is read twice, with all within it
        String type = null;
        var others = new TokenBuffer(ObjectWriteContext.empty(), false);
        others.writeStartObject();
        for (String name = first; name != null; name = in.nextName()) {
            in.nextToken();
            if (name.equals(ProtoTypes.TYPE)) {
                demand(type == null, "duplicate-key");
                type = scalars.text(in);
            } else {
                others.writeName(name);
                others.copyCurrentStructure(in);
            }
        }
        others.writeEndObject();
        if (type == null) {
            throw new BadMessage("unknown-type");
        }
        above = pointer();
        in = others.asParser(ObjectReadContext.empty());
        in.nextToken();
        return type;
    }

    private static void demand(boolean valid, String rule) throws BadMessage {
        if (!valid) {
            throw new BadMessage(rule);
        }
    }
}
