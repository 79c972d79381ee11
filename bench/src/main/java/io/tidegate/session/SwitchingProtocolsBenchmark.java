package io.tidegate.session;

import io.netty.buffer.PooledByteBufAllocator;
import io.tidegate.bench.Samples;
import io.tidegate.protocol.HeaderList;
import io.tidegate.upstream.UpgradeAnswer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What writing a client's 101 costs, its accept key computed. Unit: one head. Allocated are the text and the digest: less
 * than ten times the bytes of the head.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SwitchingProtocolsBenchmark {
    private final SwitchingProtocols answer = new SwitchingProtocols(
            Samples.handshake("app.example.com", "/chat/rooms/42", Samples.browserHeaders(), "192.0.2.7"),
            Samples.KEY,
            new UpgradeAnswer(new HeaderList().add("Server", "echo"), null, null),
            null,
            null);

    @Benchmark
    public boolean encode() {
        return answer.encode(PooledByteBufAllocator.DEFAULT).release();
    }
}
