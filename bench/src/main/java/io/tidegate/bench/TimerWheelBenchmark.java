package io.tidegate.bench;

import io.tidegate.time.TimerWheel;
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

/**
 * What a loop's timers cost while others are armed, of which none is due. Unit: one timer. gc.alloc.rate.norm must stay at
 * 0 B/op, and the time must not follow the number of those armed but for what their memory costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerWheelBenchmark {
    private static final int TIMERS = 64;

    /** Armed for a far time, spread over all slots. */
    @Param({"0", "9000"})
    int armed;

    private final Counting[] timers = new Counting[TIMERS];
    private TimerWheel wheel = new TimerWheel(0, TimerWheelBenchmark::fail);
    private long nowNanos;

    private static final class Counting extends TimerWheel.Timer {
        private int fired;

        @Override
        protected void onTimeout(long nowNanos) {
            fired++;
        }
    }

    /** A wheel in which others wait. */
    @Setup
    public void prepare() {
        wheel = new TimerWheel(0, TimerWheelBenchmark::fail);
        nowNanos = 0;
        for (int i = 0; i < armed; i++) {
            wheel.arm(new Counting(), Long.MAX_VALUE / 2 + i * TimerWheel.TICK_NANOS);
        }
        for (int i = 0; i < TIMERS; i++) {
            timers[i] = new Counting();
        }
    }

    private static void fail(RuntimeException e) {
        throw e;
    }

    /** Moves armed timers to another time, as an idle timeout is moved. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void arm() {
        nowNanos += 1_000_000;
        for (int i = 0; i < TIMERS; i++) {
            wheel.arm(timers[i], nowNanos + TimeUnit.SECONDS.toNanos(i));
        }
    }

    /** Arms timers for the next tick and lets it fire them. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public int fire() {
        for (Counting timer : timers) {
            wheel.arm(timer, nowNanos + TimerWheel.TICK_NANOS);
        }
        nowNanos += TimerWheel.TICK_NANOS;
        wheel.advance(nowNanos);
        return timers[0].fired;
    }
}
