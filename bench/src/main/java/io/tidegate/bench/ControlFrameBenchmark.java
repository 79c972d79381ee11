package io.tidegate.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidegate.protocol.ClosePayload;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Side;
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
 * What masking a control frame of our own costs, and unmasking a client's Close: the only payloads that are looked into.
 * Unit: one frame. Both run a few times in a session's life; what they allocate must stay below
 * 1 KiB.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ControlFrameBenchmark {
    /** Bytes of a ping's payload, or of a Close's reason behind its code. */
    @Param({"16", "123"})
    int payloadBytes;

    private final FrameScanner scanner = new FrameScanner(Side.CLIENT, false, 1 << 20, 1 << 20);
    private byte[] payload = {};
    private ByteBuf close = ControlFrames.close(PooledByteBufAllocator.DEFAULT, Side.UPSTREAM, 1000, "");

    /** A masked Close as a client sends it. */
    @Setup
    public void fill() {
        close.release();
        payload = new byte[payloadBytes];
        close = ControlFrames.close(PooledByteBufAllocator.DEFAULT, Side.UPSTREAM, 1000, "x".repeat(payloadBytes));
    }

    @TearDown
    public void release() {
        close.release();
    }

    /** Writes and masks a ping towards an endpoint. */
    @Benchmark
    public boolean ping() {
        return ControlFrames.ping(PooledByteBufAllocator.DEFAULT, Side.UPSTREAM, payload)
                .release();
    }

    /** Reads, unmasks and judges a Close. */
    @Benchmark
    public ClosePayload close() {
        scanner.next(close, 0, close.writerIndex());
        return ClosePayload.read(scanner.header(), close, 0);
    }
}
