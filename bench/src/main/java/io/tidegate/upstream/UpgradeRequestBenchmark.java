package io.tidegate.upstream;

import io.netty.buffer.PooledByteBufAllocator;
import io.tidegate.bench.Samples;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What composing the request to an endpoint costs, of a browser's. Unit: one request. Allocated are the list of fields and
 * the text: at most six times the bytes of the request.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UpgradeRequestBenchmark {
    private final Upstreams upstreams =
            Upstreams.start(Samples.config("upstreams: { app: { endpoints: [ \"ws://127.0.0.1:9001\" ] } }\n")
                    .upstreams());
    private final Upstream upstream = upstreams.get("app");
    private final Endpoint endpoint = upstream.endpoints().getFirst();
    private final UpgradeRequest request = new UpgradeRequest(
            Samples.handshake("app.example.com", "/chat/rooms/42", Samples.browserHeaders(), "192.0.2.7"),
            "/chat/rooms/42",
            Samples.KEY,
            List.of(),
            "8f14e45f",
            "192.0.2.7");

    @TearDown
    public void close() {
        upstreams.close();
    }

    @Benchmark
    public boolean encode() {
        return request.encode(PooledByteBufAllocator.DEFAULT, upstream, endpoint)
                .release();
    }
}
