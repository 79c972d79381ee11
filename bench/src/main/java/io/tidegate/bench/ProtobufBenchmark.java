package io.tidegate.bench;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.tidegate.config.ByteSize;
import io.tidegate.config.FileBytes;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.SessionKeys;
import io.tidegate.filter.Verdicts;
import io.tidegate.filter.content.Reaction;
import io.tidegate.filter.protobuf.Protobuf;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What the translation between JSON and Protobuf adds to reading a message: an order with a list of items of four fields. Unit:
 * one message, whose JSON has the given size.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ProtobufBenchmark {
    @Param({"128", "4096"})
    int bytes;

    private byte[] json = {};
    private byte[] binary = {};
    private @Nullable MessageFilter filter;

    /** The filter of one session, and a message in both its forms. */
    @Setup
    public void make() {
        var session = new FilterContext(
                "session",
                "route",
                new BurstClock(),
                Verdicts.UNCOUNTED,
                SessionKeys.of(new InetSocketAddress("192.0.2.7", 40_000)));
        filter = (MessageFilter) new Protobuf().configure(config()).newFilter(session);
        json = order().getBytes(StandardCharsets.UTF_8);
        binary = replaced(toBinary()).bytes();
        if (!replaced(toJson()).text().equals(order())) {
            throw new IllegalStateException("it does not come back");
        }
    }

    /** From a client that speaks JSON. */
    @Benchmark
    public MessageVerdict toBinary() {
        Message message = Message.view(true, json, 0, json.length, json.length);
        return Objects.requireNonNull(filter).onMessage(Side.CLIENT, message);
    }

    /** To it. */
    @Benchmark
    public MessageVerdict toJson() {
        Message message = Message.view(false, binary, 0, binary.length, binary.length);
        return Objects.requireNonNull(filter).onMessage(Side.UPSTREAM, message);
    }

    private static Message replaced(MessageVerdict verdict) {
        return ((MessageVerdict.Replace) verdict).message();
    }

    private static Protobuf.Config config() {
        var types = new Protobuf.Types("Order", null, Map.of(), null);
        return new Protobuf.Config(
                new FileBytes(Path.of("orders.binpb"), descriptors().toByteArray()),
                Protobuf.Format.JSON,
                types,
                types,
                Protobuf.Names.JSON,
                false,
                Protobuf.Unknown.REFUSE,
                100,
                ByteSize.ofMiB(1),
                Reaction.CLOSE,
                null);
    }

    private static FileDescriptorSet descriptors() {
        DescriptorProto item = DescriptorProto.newBuilder()
                .setName("Item")
                .addField(field(1, "id", FieldDescriptorProto.Type.TYPE_INT64, Label.LABEL_OPTIONAL))
                .addField(field(2, "user", FieldDescriptorProto.Type.TYPE_STRING, Label.LABEL_OPTIONAL))
                .addField(field(3, "price", FieldDescriptorProto.Type.TYPE_DOUBLE, Label.LABEL_OPTIONAL))
                .addField(field(4, "sold", FieldDescriptorProto.Type.TYPE_BOOL, Label.LABEL_OPTIONAL))
                .build();
        DescriptorProto order = DescriptorProto.newBuilder()
                .setName("Order")
                .addField(field(1, "items", FieldDescriptorProto.Type.TYPE_MESSAGE, Label.LABEL_REPEATED)
                        .setTypeName(".Item"))
                .addField(field(2, "rest", FieldDescriptorProto.Type.TYPE_STRING, Label.LABEL_OPTIONAL))
                .build();
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("orders.proto")
                .setSyntax("proto3")
                .addMessageType(item)
                .addMessageType(order)
                .build();
        return FileDescriptorSet.newBuilder().addFile(file).build();
    }

    private static FieldDescriptorProto.Builder field(
            int number, String name, FieldDescriptorProto.Type type, Label label) {
        return FieldDescriptorProto.newBuilder()
                .setNumber(number)
                .setName(name)
                .setType(type)
                .setLabel(label);
    }

    /** As many items as fit, and a text that fills it up. */
    private String order() {
        StringBuilder all = new StringBuilder("{\"items\":[");
        for (int i = 0; all.length() + 75 < bytes; i++) {
            String comma = i == 0 ? "" : ",";
            all.append(comma + "{\"id\":\"" + (i * 7919 + 1) + "\",\"user\":\"u" + i % 13 + "\",\"price\":"
                    + (i % 997 + 0.5) + ",\"sold\":true}");
        }
        String end = "],\"rest\":\"";
        return all + end + "x".repeat(Math.max(1, bytes - all.length() - end.length() - 2)) + "\"}";
    }
}
