package io.tidegate.bench;

import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One run of the load generator. {@link #run} takes it through its phases on the calling thread; {@link #end} may be called
 * by any.
 */
public final class Bench {
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final long TICK_NANOS = 1_000_000_000L;

    /** So that the first messages at a rate are due when all loops know of it. */
    private static final long HEAD_START_NANOS = 2_000_000;

    private final BenchPlan plan;
    private final Consumer<BenchProgress> progress;
    private final Course course;
    private final Totals totals;
    private final long beginNanos = System.nanoTime();
    private final List<LoadLoop> loops = new ArrayList<>();
    private String phase = "opening";
    private String ended = "no-connections";
    private long nextTickNanos = beginNanos + TICK_NANOS;

    /** @param progress told once a second, on the thread that runs */
    public Bench(BenchPlan plan, Consumer<BenchProgress> progress) {
        this.plan = plan;
        this.progress = progress;
        this.course = new Course(plan.connections());
        this.totals = new Totals(plan);
    }

    /** Ends the run early: what was measured until then is its result. */
    public void end() {
        course.interrupt();
    }

    /** Opens, warms up, measures, waits for what is under way, and closes. Network faults are part of the result. */
    public BenchResult run() {
        String host = plan.target().endpoint().hostName();
        try {
            InetAddress address = InetAddress.getByName(host);
            run(new InetSocketAddress(address, plan.target().endpoint().port()));
        } catch (UnknownHostException e) {
            totals.fail(new Fault("host-not-found", host + " has no address"));
        }
        return totals.result(ended);
    }

    private void run(InetSocketAddress address) {
        Transport transport = Transport.choose(plan.transport());
        try (EventLoops eventLoops = new EventLoops(transport, plan.eventLoops())) {
            Scene scene = new Scene(plan, transport, address, course, beginNanos, FileLimit.openable());
            eventLoops.loops().forEach(loop -> loops.add(new LoadLoop(scene, loop)));
            open();
            warmUp();
            measure();
            ended = course.isInterrupted() ? "interrupted" : course.isOver() ? "no-connections" : "duration";
            drain();
            close();
        }
    }

    private void open() {
        loops.forEach(loop -> loop.execute(loop::open));
        if (plan.mode() != BenchMode.STORM) {
            await(course.settled, Duration.ofDays(365));
        }
    }

    private void warmUp() {
        if (!plan.warmUp().isZero()) {
            phase = "warming up";
            start();
            await(course.over, plan.warmUp());
        }
        collect();
    }

    private void measure() {
        if (course.isOver()) {
            return;
        }
        phase = "measuring";
        totals.beginMeasuring();
        long sinceNanos =
                System.nanoTime() - beginNanos; // before the first message is due, however late a loop is told
        loops.forEach(loop -> loop.execute(() -> loop.measure(sinceNanos)));
        if (plan.warmUp().isZero()) {
            start();
        }
        await(course.over, plan.duration());
    }

    private void start() {
        long firstDueNanos = System.nanoTime() - beginNanos + HEAD_START_NANOS;
        loops.forEach(loop -> loop.execute(() -> loop.start(firstDueNanos)));
    }

    private void drain() {
        CountDownLatch drained = onEachLoop((loop, done) -> loop.stopSending(done));
        collect();
        totals.endMeasuring();
        phase = "draining";
        await(drained, DRAIN);
    }

    private void close() {
        phase = "closing";
        CountDownLatch closed = onEachLoop((loop, done) -> loop.close(done));
        await(closed, Duration.ofNanos(2 * LoadLoop.CLOSE_NANOS));
        collect();
    }

    /** A latch that opens when all loops have called what they are given. */
    private CountDownLatch onEachLoop(BiConsumer<LoadLoop, Runnable> step) {
        CountDownLatch done = new CountDownLatch(loops.size());
        loops.forEach(loop -> loop.execute(() -> step.accept(loop, done::countDown)));
        return done;
    }

    /** Waits for {@code event}, for no longer than {@code limit}, and tells of the progress meanwhile. */
    private void await(CountDownLatch event, Duration limit) {
        long endNanos = System.nanoTime() + limit.toNanos();
        try {
            while (!event.await(Math.min(endNanos, nextTickNanos) - System.nanoTime(), TimeUnit.NANOSECONDS)
                    && System.nanoTime() < endNanos) {
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }

    private void tick() {
        if (System.nanoTime() >= nextTickNanos) {
            nextTickNanos += TICK_NANOS;
            collect();
            progress.accept(totals.progress(phase, (System.nanoTime() - beginNanos) / TICK_NANOS));
        }
    }

    private void collect() {
        totals.collect(loops);
    }
}
