package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.tidegate.config.SlowConsumerConfig;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageFilters;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Side;
import io.tidegate.route.SlowConsumer;
import io.tidegate.telemetry.LegCounters;
import io.tidegate.telemetry.RouteCounters;
import io.tidegate.time.BurstClock;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
 * What reading a message costs, from the read that brings one text of a client to the write of what comes of it, beside
 * passing it on unread ({@code frames}). As in {@link FrameRelayBenchmark} there is no socket. Unit: one message, which the
 * only filter forwards.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessagePathBenchmark {
    private static final int MOST = 1 << 20;

    /** How a message is treated. */
    public enum Way {
        FRAMES,
        PLAIN,
        DEFLATED
    }

    @Param({"128", "4096", "65536"})
    int bytes;

    @Param({"FRAMES", "PLAIN", "DEFLATED"})
    Way way = Way.FRAMES;

    private final LoopCodecs codecs = new LoopCodecs();
    private final EmbeddedChannel source = new EmbeddedChannel();
    private final EmbeddedChannel target = new EmbeddedChannel(new Sink());
    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private @Nullable FrameRelay relay;
    private ByteBuf read = Unpooled.EMPTY_BUFFER;

    private static final class Sink extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
        }
    }

    @Setup
    public void make() {
        source.config().setOption(ChannelOption.ALLOCATOR, allocator);
        target.config().setOption(ChannelOption.ALLOCATOR, allocator);
        Peer from = new Peer(Side.CLIENT, source, new BurstClock());
        Peer to = new Peer(Side.UPSTREAM, target, new BurstClock());
        var scanner = new FrameScanner(Side.CLIENT, true, MOST, MOST);
        FrameRelay made = new FrameRelay(
                from,
                to,
                scanner,
                new FrameFilters(FilterChain.EMPTY),
                Tally.of(Side.CLIENT, new LegCounters(), new RouteCounters()));
        Deflation deflation = way == Way.DEFLATED ? new Deflation(6, 1, false, Deflation.FULL_WINDOW) : null;
        if (way != Way.FRAMES) {
            MessageFilter forwards = (side, message) -> MessageVerdict.Pass.FORWARD;
            var writer = new MessageWriter(Side.UPSTREAM, allocator, codecs, deflation);
            var rules = new SlowConsumer(
                    new SlowConsumerConfig(SlowConsumerConfig.Policy.BACKPRESSURE, null, null, null, null, null));
            var reserve = new Reserve(new Budget("route", new AtomicLong(), null, MOST), MOST, budget -> {});
            var outbox = new Outbox(Side.UPSTREAM, rules, reserve, System::nanoTime, (message, why) -> {});
            made.reading(new MessagePath(
                    from,
                    new Delivery(
                            to, writer, outbox, new Undelivered(Side.CLIENT, new LegCounters(), new LegCounters())),
                    new MessageReader(allocator, codecs, new Inflating(codecs, false), reserve.share(), MOST),
                    new MessageWriter(Side.CLIENT, allocator, codecs, null),
                    new MessageFilters(FilterChain.of(forwards))));
        }
        relay = made;
        var client = new MessageWriter(Side.UPSTREAM, allocator, codecs, deflation);
        read = allocator.ioBuffer().writeBytes(client.frame(Message.text(json())));
    }

    @TearDown
    public void close() {
        made().dispose();
        read.release();
        source.finishAndReleaseAll();
        target.finishAndReleaseAll();
    }

    @Benchmark
    public Object onMessage() {
        read.readerIndex(0).retain(); // the relay takes it over
        return made().onBytes(read);
    }

    private FrameRelay made() {
        return Objects.requireNonNull(relay);
    }

    /** Text that compresses as such texts do. */
    private String json() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < bytes; i++) {
            text.append("{\"id\":")
                    .append(i * 7919)
                    .append(",\"user\":\"u")
                    .append(i % 13)
                    .append("\",\"price\":")
                    .append(i * 31 % 997)
                    .append("},");
        }
        return text.substring(0, bytes);
    }
}
