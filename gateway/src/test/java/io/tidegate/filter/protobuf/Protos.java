package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import io.tidegate.config.FileBytes;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.content.ContentFilters;
import io.tidegate.protocol.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** The message types of {@code everything.proto} and {@code old.proto}, and translations between their forms. */
final class Protos {
    static final Path FOLDER = Path.of("src/test/resources/protobuf");
    static final Options USUAL = new Options(false, false, false, 100, 16 << 20);

    private static final ProtoTypes TYPES = new ProtoTypes(file("everything.binpb"));

    private Protos() {}

    static FileBytes file(String name) {
        try {
            return new FileBytes(FOLDER.resolve(name), Files.readAllBytes(FOLDER.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Descriptor descriptor(String type) {
        return TYPES.descriptor("type", type);
    }

    static Translation translation(String type, Options options) {
        return new Translation(TYPES, options, new Translation.Choice.Fixed(TYPES.shape(descriptor(type))));
    }

    /** A filter with these settings, of a route whose clients speak JSON. */
    static MessageFilter filter(String settings) {
        return ContentFilters.of("protobuf: { descriptors: everything.binpb, " + settings + " }", FOLDER);
    }

    /** A filter of one type towards both sides, which replies what is wrong. */
    static MessageFilter replying(String type, String more) {
        String types = "{ type: " + type + " }";
        return filter("to-endpoint: " + types + ", to-client: " + types
                + ", on-fault: reply, reply: \"! {rule} {pointer}\"" + more);
    }

    /** The hexadecimal digits of what the filter makes of a client's text, or what it replies. */
    static String hex(MessageFilter filter, String json) {
        return said(filter.onMessage(Side.CLIENT, Message.text(json)));
    }

    /** What the filter makes of an endpoint's binary message, or what it replies. */
    static String json(MessageFilter filter, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return said(filter.onMessage(Side.UPSTREAM, Message.binary(bytes)));
    }

    private static String said(MessageVerdict verdict) {
        return switch (verdict) {
            case MessageVerdict.Replace replaced -> said(replaced.message());
            case MessageVerdict.Reply reply -> reply.message().text();
            case MessageVerdict.Pass _, MessageVerdict.Close _, MessageVerdict.Hold _ -> verdict.toString();
            case MessageVerdict.Defer _, MessageVerdict.Split _ -> verdict.toString();
        };
    }

    private static String said(Message message) {
        return message.isText() ? message.text() : HexFormat.of().formatHex(message.bytes());
    }
}
