package io.tidegate.telemetry;

import io.tidegate.transport.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the event loops for what was sent; what one last told stands in where it does not answer. Confined. */
final class LoopReadings {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Loop> loops;
    private final List<LoopTelemetry> counters;
    private final List<CompletableFuture<LoopTraffic>> asked = new ArrayList<>();
    private final LoopTraffic[] told;

    LoopReadings(List<Loop> loops, List<LoopTelemetry> counters) {
        this.loops = loops;
        this.counters = counters;
        this.told = new LoopTraffic[loops.size()];
        for (int i = 0; i < told.length; i++) {
            told[i] = LoopTraffic.NONE;
            asked.add(CompletableFuture.completedFuture(LoopTraffic.NONE));
        }
    }

    /** All loops together. Blocks for up to a second. */
    LoopTraffic now() throws InterruptedException {
        for (int i = 0; i < told.length; i++) {
            if (asked.get(i).isDone()) { // one that did not answer is not asked twice
                asked.set(i, ask(i));
            }
        }
        long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
        LoopTraffic sum = LoopTraffic.NONE;
        for (int i = 0; i < told.length; i++) {
            await(i, deadlineNanos);
            sum = sum.plus(told[i]);
        }
        return sum;
    }

    private CompletableFuture<LoopTraffic> ask(int loop) {
        try {
            return CompletableFuture.supplyAsync(
                    counters.get(loop)::traffic, loops.get(loop).eventLoop());
        } catch (RejectedExecutionException e) { // it has ended
            return CompletableFuture.completedFuture(told[loop]);
        }
    }

    private void await(int loop, long deadlineNanos) throws InterruptedException {
        try {
            told[loop] = asked.get(loop).get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // what it told before stands in, as its next answer has the difference
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
