package io.tidegate.filter.protobuf;

import io.tidegate.filter.Message;
import io.tidegate.filter.content.Fault;
import java.util.Map;

/** Translates the messages of one direction. Shared, immutable. */
final class Translation {
    private final ProtoTypes types;
    private final Options options;
    private final Choice choice;

    /** How the type of a message is found. */
    sealed interface Choice {
        /** All are of one type. */
        record Fixed(MessageShape shape) implements Choice {}

        /** A byte in front of the binary message says which; in JSON, its name, which no other byte has. */
        record FirstByte(Map<Integer, MessageShape> byByte) implements Choice {
            /** The type of that name; its byte is written. */
            MessageShape typeOf(String name, WireBuffer out) throws BadMessage {
                for (Map.Entry<Integer, MessageShape> each : byByte.entrySet()) {
                    if (each.getValue().name.equals(name)) {
                        out.octet(each.getKey());
                        return each.getValue();
                    }
                }
                throw new BadMessage("unknown-type");
            }
        }

        /** A field of the message says of which type the content of another one is. */
        record ByField(EnvelopeShape envelope) implements Choice {}
    }

    Translation(ProtoTypes types, Options options, Choice choice) {
        this.types = types;
        this.options = options;
        this.choice = choice;
    }

    /** The text that says the same as a binary message. */
    Message toJson(Message binary) throws Untranslatable {
        if (binary.isText()) {
            throw new Untranslatable(Fault.of("text"));
        }
        byte[] bytes = binary.bytes();
        var printer = new JsonPrinter(types, options, bytes);
        return switch (choice) {
            case Choice.Fixed fixed -> printer.text(to -> to.message(fixed.shape(), 0, bytes.length));
            case Choice.ByField by ->
                printer.text(to -> to.message(by.envelope().shape(bytes), 0, bytes.length));
            case Choice.FirstByte first -> {
                MessageShape shape = bytes.length == 0 ? null : first.byByte().get(bytes[0] & 0xFF);
                if (shape == null) {
                    throw new Untranslatable(Fault.of("unknown-type"));
                }
                yield printer.text(to -> to.named(shape, shape.name, 1, bytes.length));
            }
        };
    }

    /** The binary message that says the same as a text. */
    Message toBinary(Message json) throws Untranslatable {
        if (!json.isText()) {
            throw new Untranslatable(Fault.of("binary"));
        }
        var reader = new JsonReader(types, options, json.text());
        return switch (choice) {
            case Choice.Fixed fixed -> reader.binary(from -> from.message(fixed.shape()));
            case Choice.FirstByte first -> reader.binary(from -> from.named(first::typeOf));
            case Choice.ByField by -> {
                MessageShape shape =
                        by.envelope().shape(reader.peek(by.envelope().field()));
                yield reader.binary(from -> from.message(shape));
            }
        };
    }
}
