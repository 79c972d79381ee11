package io.tidegate.bench;

import static java.util.Objects.requireNonNull;

import io.tidegate.protocol.Handshake;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import io.tidegate.upstream.Upstreams;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What choosing an endpoint costs, each loaded with another number of sessions. Unit: one choice. Only {@code least-sessions}
 * may grow in proportion to the endpoints, which it looks at one by one; gc.alloc.rate.norm must stay at 0 B/op, and for
 * {@code hash} at 24.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BalancerBenchmark {
    private static final int CLIENTS = 256;

    @Param({"2", "100", "1000"})
    int endpoints;

    @Param({"round-robin", "least-sessions", "random-two", "least-latency", "hash"})
    String balance = "";

    private final Handshake[] handshakes = new Handshake[CLIENTS];
    private Upstreams upstreams = Upstreams.start(Map.of());
    private @Nullable Upstream upstream;
    private int turn;

    /** Endpoints with some latency and without sessions, and handshakes of different clients. */
    @Setup
    public void prepare() {
        String list = IntStream.range(0, endpoints)
                .mapToObj(i -> "\"ws://127.0.0.1:%d\"".formatted(10_000 + i))
                .collect(Collectors.joining(", "));
        upstreams = Upstreams.start(
                Samples.config("upstreams: { app: { balance: %s, endpoints: [ %s ] } }%n".formatted(balance, list))
                        .upstreams());
        Upstream app = upstreams.get("app");
        int i = 0;
        for (Endpoint endpoint : app.endpoints()) {
            endpoint.connected(1_000_000 + i);
            i++;
        }
        upstream = app;
        for (int client = 0; client < CLIENTS; client++) {
            handshakes[client] =
                    Samples.handshake("app.example.com", "/chat", Samples.browserHeaders(), "192.0.2." + client);
        }
    }

    @TearDown
    public void close() {
        upstreams.close();
    }

    @Benchmark
    public @Nullable Endpoint choose() {
        return requireNonNull(upstream).choose(handshakes[turn++ & (CLIENTS - 1)], Map.of(), Set.of());
    }
}
