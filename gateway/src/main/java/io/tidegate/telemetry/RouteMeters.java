package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidegate.protocol.Side;
import io.tidegate.transport.Loop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What routes sent, summed over the loops at a scrape. Confined to one scrape at a time. */
final class RouteMeters {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrometheusMeterRegistry registry;
    private final List<Loop> loops;
    private final List<LoopTelemetry> counters;
    private final Counter staleSnapshots;
    private final List<CompletableFuture<Void>> answers = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    RouteMeters(
            PrometheusMeterRegistry registry, List<Loop> loops, List<LoopTelemetry> counters, Counter staleSnapshots) {
        this.registry = registry;
        this.loops = loops;
        this.counters = counters;
        this.staleSnapshots = staleSnapshots;
        registry.getPrometheusRegistry().register(new SizeMeters(counters));
        loops.forEach(loop -> answers.add(CompletableFuture.completedFuture(null)));
    }

    /** Asks each loop for its counts and waits a second for all; what a loop last told stands in for a late one's. */
    void refresh() {
        for (Loop loop : loops) {
            if (answers.get(loop.index()).isDone()) { // one that did not answer the last scrape is not asked twice
                answers.set(loop.index(), ask(loop));
            }
        }
        long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
        answers.forEach(answer -> await(answer, deadlineNanos));
        for (LoopTelemetry loop : counters) {
            loop.published().keySet().stream().filter(known::add).forEach(this::register);
        }
    }

    private CompletableFuture<Void> ask(Loop loop) {
        try {
            return CompletableFuture.runAsync(counters.get(loop.index())::publish, loop.eventLoop());
        } catch (RejectedExecutionException e) { // the loop has ended: what it has counted is final
            if (loop.eventLoop().isTerminated()) {
                counters.get(loop.index()).publish();
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    private void await(CompletableFuture<Void> answer, long deadlineNanos) {
        try {
            answer.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            staleSnapshots.increment();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void register(String route) {
        for (Side side : Side.values()) {
            counter("messages", "Complete messages, by who sent them.", route, side, LegTotals::messages);
            counter("frames", "Frames, control frames included, by who sent them.", route, side, LegTotals::frames);
            counter("control.frames", "Close, ping and pong frames.", route, side, LegTotals::controlFrames);
            counter("payload.bytes", "Payload bytes of data frames on the wire.", route, side, LegTotals::bytes);
            counter("read.pauses", "Reads stopped since the other side was full.", route, side, LegTotals::pauses);
            counter("replies.lost", "Answers of filters that could not be sent.", route, side, LegTotals::lostReplies);
            counter("slow.consumer.waits", "Messages began to wait for a full side.", route, side, LegTotals::waits);
            for (Loss why : Loss.values()) {
                Tags tags = Tags.of("route", route, "side", side.label(), "reason", why.label());
                String help = "Messages for a full side that were not delivered.";
                counter(
                        "slow.consumer.dropped",
                        help,
                        tags,
                        meters -> meters.sum(route, side).lostTo(why));
            }
        }
    }

    private void counter(String name, String help, String route, Side side, ToLongFunction<LegTotals> value) {
        Tags tags = Tags.of("route", route, "side", side.label());
        counter(name, help, tags, meters -> value.applyAsLong(meters.sum(route, side)));
    }

    private void counter(String name, String help, Tags tags, ToDoubleFunction<RouteMeters> value) {
        FunctionCounter.builder("tidegate." + name, this, value)
                .tags(tags)
                .description(help)
                .register(registry);
    }

    private LegTotals sum(String route, Side side) {
        LegTotals sum = LegTotals.ZERO;
        for (LoopTelemetry loop : counters) {
            RouteTotals totals = loop.published().get(route);
            sum = totals == null ? sum : sum.plus(totals.from(side).totals());
        }
        return sum;
    }
}
