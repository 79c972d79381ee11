package io.tidegate.bench;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.SessionKeys;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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

/** What a step of {@code transform} adds to reading a message. Unit: one JSON text, which has not been decoded before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TransformBenchmark {
    /** What a step does. */
    public enum Kind {
        REMOVE("remove: [ /last ]"),
        RENAME("rename: { /id: /number }"),
        SET("set: { /by: edge }"),
        SET_FROM_MESSAGE("set: { /copy: '{{ message.id }}' }"),
        SET_FROM_SESSION("set: { /by: '{{ principal.subject }} {{ session.id }}' }"),
        UNWRAP("unwrap: /items"),
        WRAP("wrap: { type: event, data: '{{ message }}' }"),
        TEXT("text: 'X {{ text }}'"),
        AS("as: binary"),
        WHEN_FALSE("when: message.id == 'other', as: binary"),
        WHEN_AND_SET("when: message.id == 'order-7', set: { /by: edge }");

        private final String step;

        Kind(String step) {
            this.step = step;
        }
    }

    @Param({"128", "4096"})
    int bytes;

    @Param
    Kind kind = Kind.REMOVE;

    private byte[] text = {};
    private @Nullable MessageFilter filter;

    /** The filter of one session. */
    @Setup
    public void make() {
        text = json().getBytes(StandardCharsets.UTF_8);
        String yaml = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes: { chat: { upstream: chat, filters: [ { transform: { from-client: [ { %s } ] } } ] } }
                """.formatted(kind.step);
        FilterTypes types = FilterTypes.load();
        var config = ConfigReader.read(ConfigSource.of("bench.yaml", yaml), types);
        FilterContext session = new FilterContext(
                "session",
                "route",
                new BurstClock(),
                Verdicts.UNCOUNTED,
                SessionKeys.of(new InetSocketAddress("192.0.2.7", 40_000)));
        var factory = types.configure(
                Objects.requireNonNull(config.routes().get("chat")).filters().getFirst());
        filter = (MessageFilter) factory.newFilter(session);
        MessageVerdict verdict = onMessage();
        if ((kind == Kind.WHEN_FALSE) == (verdict instanceof MessageVerdict.Replace)) {
            throw new IllegalStateException(kind + " came to " + verdict);
        }
    }

    @Benchmark
    public MessageVerdict onMessage() {
        Message message = Message.view(true, text, 0, text.length, text.length);
        return Objects.requireNonNull(filter).onMessage(Side.CLIENT, message);
    }

    /** An object with an id, as many records as fit, and a member at its end. */
    private String json() {
        StringBuilder all = new StringBuilder("{\"id\":\"order-7\",\"items\":[");
        String end = "],\"last\":\"order-7\"}";
        for (int i = 0; all.length() + end.length() + 50 < bytes; i++) {
            String comma = i == 0 ? "" : ",";
            all.append(comma + "{\"id\":" + i * 7919 + ",\"user\":\"u" + i % 13 + "\",\"price\":" + i * 31 % 997 + "}");
        }
        return all + " ".repeat(Math.max(0, bytes - all.length() - end.length())) + end;
    }
}
