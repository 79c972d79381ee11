package io.tidegate.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Side;
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
import org.openjdk.jmh.annotations.TearDown;

/**
 * What reading one frame's header costs, in a read of many frames. Unit: one frame. Run with {@code -prof gc}:
 * gc.alloc.rate.norm must stay at 0 B/op.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameScannerBenchmark {
    private static final int FRAMES = 64;

    /** Bytes of each frame's payload: lengths of 7, 16 and 64 bits. */
    @Param({"0", "100", "1000", "70000"})
    int payloadBytes;

    private final FrameScanner scanner = new FrameScanner(Side.CLIENT, false, 1 << 20, 1 << 20);
    private ByteBuf read = Unpooled.EMPTY_BUFFER;

    /** One read full of masked binary frames, as a client sends them. */
    @Setup
    public void fill() {
        read = Frames.masked(FRAMES, payloadBytes);
    }

    @TearDown
    public void release() {
        read.release();
    }

    /** Walks the read from header to header; the result keeps the work from being left out. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long onRead() {
        long total = 0;
        int at = 0;
        int end = read.writerIndex();
        while (at < end) {
            int headerBytes = scanner.next(read, at, end);
            total += headerBytes;
            at += headerBytes + (int) scanner.header().payloadBytes();
        }
        return total;
    }
}
