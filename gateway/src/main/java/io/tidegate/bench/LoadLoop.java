package io.tidegate.bench;

import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.HotPath;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's part of a run: its connections, what it counts, and the steps from opening to closing. Confined; the
 * steps are tasks on its loop.
 *
 * <p>Times are nanoseconds since the run began, which have room in a {@link Stamp}.
 */
final class LoadLoop {
    /** How long a server may take to answer a Close, and to end the connection then. */
    static final long CLOSE_NANOS = 2_000_000_000L;

    private static final long PROBE_NANOS = 10_000_000;
    private static final long REDIAL_MILLIS = 100;

    private final Scene scene;
    private final Loop loop;
    private final Dialer dialer;
    private final MessageWriter writer;
    private final double intervalNanos;
    private final boolean storm;
    private final List<Connection> connections = new ArrayList<>();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private Tally tally = new Tally();
    private long tallySinceNanos;
    private long cpuSinceNanos;
    private long measuringSinceNanos = Long.MAX_VALUE;
    private long probeDueNanos;
    private @Nullable Pacer pacer;
    private @Nullable Runnable whenDrained;
    private @Nullable Runnable whenClosed;

    LoadLoop(Scene scene, Loop loop) {
        BenchPlan plan = scene.plan();
        this.scene = scene;
        this.loop = loop;
        this.writer = new MessageWriter(
                (int) plan.sending().size().bytes(), plan.sending().text());
        this.intervalNanos = plan.intervalNanos();
        this.storm = plan.mode() == BenchMode.STORM;
        this.dialer = new Dialer(this, scene);
    }

    /** Runs one of the steps below on the loop. */
    void execute(Runnable step) {
        loop.eventLoop().execute(step);
    }

    // Steps, in their order.

    /** Begins to open this loop's share of the connections. */
    void open() {
        tallySinceNanos = freshNanos();
        cpuSinceNanos = threads.getCurrentThreadCpuTime();
        int step = scene.plan().eventLoops();
        for (int id = loop.index(); id < scene.plan().connections(); id += step) {
            dialer.dial(id);
        }
        probeDueNanos = tallySinceNanos + PROBE_NANOS;
        schedule(this::probe, PROBE_NANOS);
    }

    /** Begins to send. With a rate, the first message of the first connection is due then. */
    void start(long firstDueNanos) {
        if (scene.plan().mode() != BenchMode.ECHO) {
            return;
        }
        if (isPaced()) {
            double betweenConnections = intervalNanos / scene.plan().connections();
            connections.forEach(each -> each.sendFrom(firstDueNanos + (long) (each.id() * betweenConnections)));
            pacer = new Pacer(this, connections);
            pacer.tick();
        } else {
            List.copyOf(connections).forEach(Connection::sendFreely);
        }
    }

    /** What is due from then on has its latency recorded. */
    void measure(long sinceNanos) {
        measuringSinceNanos = sinceNanos;
    }

    /** Nothing more becomes due. */
    void stopSending(Runnable drained) {
        if (pacer != null) {
            pacer.stop();
        }
        if (storm) {
            dialer.stop();
        }
        connections.forEach(Connection::stopSending);
        whenDrained = drained;
        onDrained();
    }

    /** Gives up what has no answer, and shakes hands for the end with every server that does. */
    void close(Runnable closed) {
        dialer.stop();
        whenClosed = closed;
        for (Connection each : List.copyOf(connections)) {
            each.settle();
            each.close(CLOSE_NANOS);
        }
        onClosed();
    }

    /** Called from another thread: takes what was counted, and leaves {@code empty} in its place. */
    Tally swap(Tally empty) {
        return CompletableFuture.supplyAsync(() -> handOver(empty), loop.eventLoop())
                .join();
    }

    private Tally handOver(Tally empty) {
        long nowNanos = freshNanos();
        long cpuNanos = threads.getCurrentThreadCpuTime();
        Tally full = tally;
        full.spanNanos = nowNanos - tallySinceNanos;
        full.cpuNanos = cpuNanos - cpuSinceNanos;
        full.open = connections.stream().filter(Connection::isOpen).count();
        full.backlog = connections.stream().mapToLong(Connection::backlog).sum();
        tally = empty;
        tallySinceNanos = nowNanos;
        cpuSinceNanos = cpuNanos;
        return full;
    }

    // What the connections and the dialer tell.

    /** @param first whether it is this loop's first, whose handshake took as long as the generator's own start */
    void onOpened(Connection connection, long handshakeNanos, boolean first) {
        connection.place = connections.size();
        connections.add(connection);
        if (!storm || isMeasuring()) {
            tally.opened++;
        }
        if (storm ? isMeasuring() : !first) {
            Tally.record(tally.handshake, handshakeNanos);
        }
        scene.course().onOpened();
        if (storm) {
            connection.close(scene.plan().connecting().timeout().toNanos());
        }
    }

    void onDialFailed(int id, Fault fault) {
        fail(fault, 1);
        if (!storm) {
            scene.course().onFailed();
            return;
        }
        scene.course().onFailedForNow();
        loop.eventLoop().schedule(() -> redial(id), REDIAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void redial(int id) {
        if (!scene.course().isOver()) {
            dialer.dial(id);
        }
    }

    /** Its channel is closed. */
    void onGone(Connection connection) {
        Connection last = connections.removeLast();
        if (last != connection) {
            last.place = connection.place;
            connections.set(last.place, last);
        }
        if (whenClosed != null) {
            onClosed();
        } else if (storm) {
            dialer.dial(connection.id());
        } else {
            scene.course().onLost();
        }
    }

    void fail(Fault fault, long count) {
        tally.failures.count(fault.cause(), count, fault.example());
    }

    /** @param lateNanos time from when it was due */
    @HotPath
    void onSent(long lateNanos, long dueNanos) {
        if (dueNanos >= measuringSinceNanos) {
            Tally.record(tally.sendDelay, lateNanos);
        }
    }

    @HotPath
    void countSent(int count) {
        tally.sent += count;
    }

    @HotPath
    void onReceived(long bytes) {
        tally.received++;
        tally.receivedBytes += bytes;
    }

    @HotPath
    void onAnswer(long dueNanos) {
        if (dueNanos >= measuringSinceNanos) {
            Tally.record(tally.latency, nowNanos() - dueNanos);
        }
    }

    void onUnanswered(long nowNanos, long dueNanos) {
        tally.unanswered++;
        if (dueNanos >= measuringSinceNanos) {
            Tally.record(tally.latency, nowNanos - dueNanos);
        }
    }

    @HotPath
    void onUnexpected(boolean text, long bytes) {
        if (tally.unexpected++ == 0) {
            noteUnexpected(text, bytes);
        }
    }

    // What they use.

    BenchPlan plan() {
        return scene.plan();
    }

    @HotPath
    MessageWriter writer() {
        return writer;
    }

    /** Whether messages have a time at which they are due. */
    @HotPath
    boolean isPaced() {
        return intervalNanos > 0;
    }

    /** Between two messages of one connection; 0 if there is no rate. */
    @HotPath
    double intervalNanos() {
        return intervalNanos;
    }

    /** The same until {@link #burstEnded}. */
    @HotPath
    long nowNanos() {
        return loop.clock().nanos() - scene.beginNanos();
    }

    @HotPath
    void burstEnded() {
        loop.clock().burstEnded();
    }

    long freshNanos() {
        return System.nanoTime() - scene.beginNanos();
    }

    Loop loop() {
        return loop;
    }

    void arm(TimerWheel.Timer timer, long delayNanos) {
        loop.arm(timer, System.nanoTime() + delayNanos);
    }

    void disarm(TimerWheel.Timer timer) {
        loop.disarm(timer);
    }

    void schedule(Runnable task, long delayNanos) {
        loop.eventLoop().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    private boolean isMeasuring() {
        return measuringSinceNanos != Long.MAX_VALUE;
    }

    /** How late a task comes that is due every few milliseconds says how busy the loop is, or how starved. */
    private void probe() {
        long nowNanos = freshNanos();
        if (isMeasuring()) {
            Tally.record(tally.wakeUpDelay, nowNanos - probeDueNanos);
        }
        onDrained();
        probeDueNanos = nowNanos + PROBE_NANOS;
        schedule(this::probe, PROBE_NANOS);
    }

    private void onDrained() {
        if (whenDrained != null && connections.stream().allMatch(each -> each.outstanding() == 0)) {
            whenDrained.run();
            whenDrained = null;
        }
    }

    private void onClosed() {
        if (whenClosed != null && connections.isEmpty()) {
            whenClosed.run();
            whenClosed = () -> {}; // still closing
        }
    }

    @ColdPath
    private void noteUnexpected(boolean text, long bytes) {
        tally.unexpectedExample = bytes + " bytes of " + (text ? "text" : "binary") + " that are no echo of ours";
    }
}
