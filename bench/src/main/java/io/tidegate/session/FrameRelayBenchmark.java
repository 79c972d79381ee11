package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.tidegate.bench.Frames;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FrameFilters;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Side;
import io.tidegate.telemetry.LegCounters;
import io.tidegate.telemetry.RouteCounters;
import io.tidegate.time.BurstClock;
import java.util.concurrent.TimeUnit;
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
 * What the relay itself costs from a read to the write that follows: the walk over its frames, their verdicts and counts,
 * and the write's way through an {@link EmbeddedChannel} to a handler that throws it away. No socket, no flush, no event
 * loop: those are the larger part of a message, and are measured side by side with other proxies. Unit: one read.
 * gc.alloc.rate.norm must stay at 0 B/op.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameRelayBenchmark {
    /** Frames of 128 bytes in a read. */
    @Param({"1", "16", "256"})
    int frames;

    private final EmbeddedChannel source = new EmbeddedChannel();
    private final EmbeddedChannel target = new EmbeddedChannel(new Sink());
    private final FrameRelay relay = new FrameRelay(
            new Peer(Side.CLIENT, source, new BurstClock()),
            new Peer(Side.UPSTREAM, target, new BurstClock()),
            new FrameScanner(Side.CLIENT, false, 1 << 20, 1 << 20),
            new FrameFilters(FilterChain.EMPTY),
            Tally.of(Side.CLIENT, new LegCounters(), new RouteCounters()));
    private ByteBuf read = Unpooled.EMPTY_BUFFER;

    private static final class Sink extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
        }
    }

    @Setup
    public void fill() {
        read = Frames.masked(frames, 128);
    }

    @TearDown
    public void close() {
        relay.dispose();
        read.release();
        source.finishAndReleaseAll();
        target.finishAndReleaseAll();
    }

    @Benchmark
    public Object onRead() {
        read.readerIndex(0).retain(); // the relay takes it over
        return relay.onBytes(read);
    }
}
