package io.tidegate.bench;

import io.netty.buffer.ByteBuf;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * What the filters of a session cost per frame, the clock read once a burst. Unit: one frame. gc.alloc.rate.norm must
 * stay at 0 B/op.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameFiltersBenchmark {
    private static final int BURST = 64;
    private static final List<FrameFilter> FORWARDING = List.of(
            (_, _) -> FrameVerdict.Pass.FORWARD,
            (_, frame) -> frame.payloadBytes() < 0 ? FrameVerdict.Pass.DROP : FrameVerdict.Pass.FORWARD,
            (from, _) -> from == Side.UPSTREAM ? FrameVerdict.Pass.DROP : FrameVerdict.Pass.FORWARD,
            (_, frame) -> frame.compressed() ? FrameVerdict.Pass.DROP : FrameVerdict.Pass.FORWARD);

    /** So many that only look at the header. */
    @Param({"0", "1", "4"})
    String filters = "0";

    private final BurstClock clock = new BurstClock();
    private final FrameScanner scanner = new FrameScanner(Side.CLIENT, false, 1 << 20, 1 << 20);
    private FrameFilters chain = new FrameFilters(FilterChain.EMPTY);

    /** The chain, and the header of one frame. */
    @Setup
    public void prepare() {
        chain = new FrameFilters(
                FilterChain.of(FORWARDING.subList(0, Integer.parseInt(filters)).toArray(Filter[]::new)));
        ByteBuf read = Frames.masked(1, 100);
        scanner.next(read, 0, read.writerIndex());
        read.release();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void onBurst(Blackhole sink) {
        for (int i = 0; i < BURST; i++) {
            sink.consume(chain.onFrame(Side.CLIENT, scanner.header()));
        }
        clock.burstEnded();
    }
}
