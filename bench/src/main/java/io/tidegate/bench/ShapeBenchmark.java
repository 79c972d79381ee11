package io.tidegate.bench;

import io.netty.buffer.ByteBuf;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.SessionKeys;
import io.tidegate.filter.Verdicts;
import io.tidegate.filter.shape.Shape;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Side;
import io.tidegate.route.Route;
import io.tidegate.route.RouteTable;
import io.tidegate.time.BurstClock;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a bandwidth that sessions share costs per frame, while there is enough of it. Unit: one frame. With {@code -t 2} two event
 * loops share it. gc.alloc.rate.norm must stay at 0 B/op.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ShapeBenchmark {
    private static final int BURST = 64;

    /** Payload of a frame. */
    @Param({"128", "4096"})
    int bytes = 128;

    private final BurstClock clock = new BurstClock();
    private final FrameScanner scanner = new FrameScanner(Side.CLIENT, false, 1 << 20, 1 << 20);
    private @Nullable FrameFilters chain;

    /** The route, which the threads share as event loops do. */
    @State(Scope.Benchmark)
    public static class Shared {
        private @Nullable Route route;

        /** Made once, as at the start. */
        @Setup
        public void prepare() {
            GatewayConfig config = Samples.config("""
                    upstreams: { echo: { endpoints: [ "ws://127.0.0.1:9001" ] } }
                    bandwidth: { edge: { limit: 1024GiB/s, classes: { gold: 3, free: 1 } } }
                    routes:
                      r:
                        upstream: echo
                        filters: [ shape: { share: edge, as: gold } ]
                    """);
            FilterTypes types = FilterTypes.load();
            route = RouteTable.of(config, types).routes().getFirst();
            types.the(Shape.class).shares().follow(config.bandwidth());
        }
    }

    /** The session of this loop, and the header of one frame. */
    @Setup
    public void prepare(Shared shared) {
        SessionKeys keys = SessionKeys.of(new InetSocketAddress("192.0.2.7", 40_000));
        var context = new FilterContext("8f14e45f", "r", clock, Verdicts.UNCOUNTED, keys);
        chain = new FrameFilters(Objects.requireNonNull(shared.route).newFilters(context));
        ByteBuf read = Frames.masked(1, bytes);
        scanner.next(read, 0, read.writerIndex());
        read.release();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void onBurst(Blackhole sink) {
        FrameFilters judging = Objects.requireNonNull(chain);
        for (int i = 0; i < BURST; i++) {
            sink.consume(judging.onFrame(Side.CLIENT, scanner.header()));
        }
        clock.burstEnded();
    }
}
