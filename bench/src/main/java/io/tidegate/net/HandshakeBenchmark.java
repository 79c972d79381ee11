package io.tidegate.net;

import io.netty.buffer.ByteBuf;
import io.tidegate.bench.Samples;
import io.tidegate.protocol.HeadParser;
import io.tidegate.protocol.HeadResult;
import io.tidegate.protocol.HeadResult.Request;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What reading a browser's request costs, and an endpoint's answer. Unit: one head. Allocated are the fields' names and
 * values and what holds them: at most six times the bytes of the head, and as much again for judging it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandshakeBenchmark {
    private static final String ANSWER = """
            HTTP/1.1 101 Switching Protocols
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=

            """.replace("\n", "\r\n");

    private final HeadParser parser = new HeadParser(8192, 100, 32_768);
    private final ByteBuf request = Samples.direct(Samples.BROWSER_REQUEST);
    private final ByteBuf answer = Samples.direct(ANSWER);

    @TearDown
    public void release() {
        request.release();
        answer.release();
    }

    /** The head alone. */
    @Benchmark
    public HeadResult parseRequest() {
        request.readerIndex(0);
        return parser.request(request);
    }

    /** The head, and whether it is a valid handshake. */
    @Benchmark
    public Object judgeRequest() {
        request.readerIndex(0);
        return RequestRules.judge((Request) parser.request(request), false, null);
    }

    @Benchmark
    public HeadResult parseAnswer() {
        answer.readerIndex(0);
        return parser.response(answer);
    }
}
