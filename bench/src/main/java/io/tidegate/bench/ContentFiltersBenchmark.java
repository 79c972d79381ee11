package io.tidegate.bench;

import io.tidegate.config.ByteSize;
import io.tidegate.config.FileText;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.From;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.SessionKeys;
import io.tidegate.filter.Verdicts;
import io.tidegate.filter.content.Allowance;
import io.tidegate.filter.content.Correlation;
import io.tidegate.filter.content.JsonMessages;
import io.tidegate.filter.content.Patterns;
import io.tidegate.filter.content.Reaction;
import io.tidegate.filter.content.Starter;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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
 * What the built-in filters that read messages add to reading them, for a JSON text that they find nothing wrong with. Unit:
 * one message, which has not been decoded before.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ContentFiltersBenchmark {
    private static final String SCHEMA = """
            { "required": [ "id", "items", "last" ],
              "properties": {
                "id": { "type": "string", "maxLength": 40 },
                "items": {
                  "items": {
                    "required": [ "user", "price" ],
                    "properties": { "user": { "pattern": "^u[0-9]+$" }, "price": { "minimum": 0, "maximum": 1000 } } } },
                "last": { "type": "string" } } }
            """;

    /** What is asked of a message. */
    public enum Kind {
        /** The id is what the text begins with. */
        ID_FIRST,
        /** The id is what the text ends with. */
        ID_LAST,
        /** There is none, and one is put in at the end. */
        ID_PUT_IN,
        /** JSON within bounds. */
        BOUNDS,
        /** The same, and valid by a schema. */
        SCHEMA,
        /** A pattern that is nowhere in the text. */
        PATTERN,
        /** The starter set on SQL, in every string. */
        STARTER,
        /** A value at a JSON pointer is blotted out. */
        REDACT
    }

    @Param({"128", "4096", "65536"})
    int bytes;

    @Param
    Kind kind = Kind.ID_FIRST;

    private byte[] text = {};
    private @Nullable MessageFilter filter;

    /** The filter of one session. */
    @Setup
    public void make() {
        text = json().getBytes(StandardCharsets.UTF_8);
        FilterContext session = new FilterContext(
                "session",
                "route",
                new BurstClock(),
                Verdicts.UNCOUNTED,
                SessionKeys.of(new InetSocketAddress("192.0.2.7", 40_000)));
        filter = (MessageFilter) factory().newFilter(session);
        boolean changes = kind == Kind.ID_PUT_IN || kind == Kind.REDACT;
        MessageVerdict verdict = onMessage();
        if (changes != verdict instanceof MessageVerdict.Replace || verdict instanceof MessageVerdict.Close) {
            throw new IllegalStateException(kind + " came to " + verdict);
        }
    }

    @Benchmark
    public MessageVerdict onMessage() {
        Message message = Message.view(true, text, 0, text.length, text.length);
        return Objects.requireNonNull(filter).onMessage(Side.CLIENT, message);
    }

    private FilterFactory factory() {
        return switch (kind) {
            case ID_FIRST -> correlation("/id");
            case ID_LAST -> correlation("/last");
            case ID_PUT_IN -> correlation("/none");
            case BOUNDS -> json(Map.of());
            case SCHEMA -> json(Map.of("default", new FileText(Path.of("schema.json"), SCHEMA)));
            case PATTERN -> patterns(List.of(new Patterns.Deny("secret", "top.?secret", null)), List.of(), List.of());
            case STARTER -> patterns(List.of(), List.of(), List.of(Starter.SQL));
            case REDACT -> patterns(List.of(), List.of(new Patterns.Redact(null, "/last", "***")), List.of());
        };
    }

    private static FilterFactory correlation(String at) {
        return new Correlation().configure(new Correlation.Config(From.CLIENT, at, Correlation.Missing.GENERATE));
    }

    private static FilterFactory json(Map<String, FileText> schemas) {
        return new JsonMessages()
                .configure(new JsonMessages.Config(
                        From.CLIENT,
                        ByteSize.ofMiB(1),
                        32,
                        100_000,
                        100_000,
                        65_536,
                        Allowance.REFUSE,
                        null,
                        schemas,
                        List.of(),
                        Allowance.REFUSE,
                        Allowance.REFUSE,
                        Reaction.CLOSE,
                        null));
    }

    private static FilterFactory patterns(
            List<Patterns.Deny> deny, List<Patterns.Redact> redact, List<Starter> starter) {
        return new Patterns()
                .configure(new Patterns.Config(
                        From.CLIENT, ByteSize.ofMiB(1), deny, redact, starter, Allowance.REFUSE, Reaction.CLOSE, null));
    }

    /** An object with an id, as many records as fit, and another id at its end. */
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
