package io.tidegate.bench;

import io.tidegate.config.ByteSize;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.From;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilters;
import io.tidegate.filter.MessageJudge;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.SessionKeys;
import io.tidegate.filter.Verdicts;
import io.tidegate.filter.adapt.Framing;
import io.tidegate.filter.adapt.JsonRpc;
import io.tidegate.filter.content.Reaction;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the filters that put messages otherwise add to reading them, with all that comes of a message asked for. Unit: one message of the
 * client, and with {@code CALL} the answer to it, which is as large.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AdaptFiltersBenchmark {
    /** What becomes of a message. */
    public enum Kind {
        /** It is a line now. */
        TO_LINE,
        /** It has its size before it now. */
        TO_PREFIXED,
        /** Each of its lines of 32 bytes is a message now. */
        FROM_LINES,
        /** A request, and its answer, have other ids now; these stand at the front. */
        CALL
    }

    @Param({"128", "4096"})
    int bytes;

    @Param
    Kind kind = Kind.CALL;

    private byte[] text = {};
    private byte[] answer = {};
    private @Nullable MessageJudge fromClient;
    private @Nullable MessageJudge fromEndpoint;

    /** The filter of one session. */
    @Setup
    public void make() {
        var session = new FilterContext(
                "session",
                "route",
                new BurstClock(),
                Verdicts.UNCOUNTED,
                SessionKeys.of(new InetSocketAddress("192.0.2.7", 40_000)));
        var filters = new MessageFilters(FilterChain.of(factory().newFilter(session)));
        fromClient = new MessageJudge(Side.CLIENT, filters);
        fromEndpoint = new MessageJudge(Side.UPSTREAM, filters);
        text = kind == Kind.CALL
                ? padded("{\"id\":\"a-7\",\"method\":\"m\",\"params\":[", "]}")
                : kind == Kind.FROM_LINES ? lines() : padded("", "");
    }

    @Benchmark
    public void onMessage(Blackhole sink) {
        pass(Objects.requireNonNull(fromClient), text, sink);
        if (kind == Kind.CALL) {
            pass(Objects.requireNonNull(fromEndpoint), answer, sink);
        }
    }

    private void pass(MessageJudge judge, byte[] content, Blackhole sink) {
        MessageVerdict verdict = judge.judge(Message.view(true, content, 0, content.length, content.length));
        for (; verdict != null; verdict = judge.next()) {
            if (verdict instanceof MessageVerdict.Close) {
                throw new IllegalStateException(kind + " came to " + verdict);
            }
            Message passed = judge.message();
            sink.consume(passed);
            if (kind == Kind.CALL && judge == fromClient) {
                answerTo(passed);
            }
        }
        judge.done();
    }

    /** The answer has the id that stands at the front of the request. */
    private void answerTo(Message request) {
        byte[] asked = request.bytes();
        int comma = 0;
        while (asked[comma] != ',') {
            comma++;
        }
        answer = text.clone();
        byte[] end = "\"result\":0}".getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(answer, (byte) ' ');
        System.arraycopy(asked, 0, answer, 0, comma + 1);
        System.arraycopy(end, 0, answer, answer.length - end.length, end.length);
    }

    private FilterFactory factory() {
        return switch (kind) {
            case TO_LINE -> framing(records(Framing.Kind.MESSAGE), records(Framing.Kind.LINES));
            case TO_PREFIXED -> framing(records(Framing.Kind.MESSAGE), records(Framing.Kind.LENGTH_PREFIXED));
            case FROM_LINES -> framing(records(Framing.Kind.LINES), records(Framing.Kind.MESSAGE));
            case CALL ->
                new JsonRpc()
                        .configure(new JsonRpc.Config(
                                From.BOTH,
                                JsonRpc.Ids.NUMBERS,
                                1000,
                                Duration.ofMinutes(5),
                                JsonRpc.Unknown.DROP,
                                Map.of(),
                                100,
                                Reaction.CLOSE,
                                null));
        };
    }

    private static FilterFactory framing(Framing.Records client, Framing.Records endpoint) {
        return new Framing().configure(new Framing.Config(client, endpoint, ByteSize.ofMiB(1), Reaction.CLOSE, null));
    }

    private static Framing.Records records(Framing.Kind kind) {
        return new Framing.Records(kind, null, null, null, null);
    }

    private byte[] lines() {
        return ("x".repeat(31) + "\n").repeat(bytes / 32).getBytes(StandardCharsets.US_ASCII);
    }

    /** With numbers between, as JSON has them. */
    private byte[] padded(String before, String after) {
        String numbers = "12345,".repeat(bytes / 6 + 1);
        int room = bytes - before.length() - after.length();
        String inner = numbers.substring(0, room - 1) + "1";
        return (before + inner + after).getBytes(StandardCharsets.US_ASCII);
    }
}
