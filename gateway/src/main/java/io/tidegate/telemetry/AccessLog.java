package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.tidegate.config.AccessLogConfig;
import io.tidegate.config.ConfigException;
import io.tidegate.protocol.Ending;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the access log on a thread of its own: each event loop hands its lines over through a bounded lane and never
 * waits; what a full lane or a failing disk does not take is dropped and counted. Shared.
 */
final class AccessLog implements AutoCloseable {
    /** Lines that wait at most, per event loop. */
    static final int LANE_LINES = 8192;

    private static final int BATCH_LINES = 512;
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Where one event loop leaves its lines. */
    static final class Lane {
        private final ConcurrentLinkedQueue<AccessLine> lines = new ConcurrentLinkedQueue<>();
        private final AtomicInteger waiting = new AtomicInteger();
        private final boolean query;
        private final Counter dropped;

        Lane(boolean query, Counter dropped) {
            this.query = query;
            this.dropped = dropped;
        }

        void opened(Journey journey) {
            offer(journey, null);
        }

        void ended(Journey journey, Ending ending) {
            offer(journey, ending);
        }

        private void offer(Journey journey, @Nullable Ending ending) {
            if (waiting.get() >= LANE_LINES) {
                dropped.increment();
                return;
            }
            waiting.incrementAndGet();
            lines.add(AccessLine.of(journey, ending, query));
        }

        private @Nullable AccessLine poll() {
            AccessLine line = lines.poll();
            if (line != null) {
                waiting.decrementAndGet();
            }
            return line;
        }
    }

    private final AccessLineFormat format;
    private final LogOutput output;
    private final List<Lane> lanes;
    private final Counter dropped;
    private final Thread writer;
    private volatile boolean closing;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private boolean failing;

    private AccessLog(AccessLineFormat format, LogOutput output, List<Lane> lanes, Counter dropped) {
        this.format = format;
        this.output = output;
        this.lanes = lanes;
        this.dropped = dropped;
        this.writer = Thread.ofPlatform().daemon().name("tidegate-access-log").unstarted(this::run);
    }

    /** @throws ConfigException if the file cannot be opened */
    static AccessLog start(AccessLogConfig config, int loops, Counter dropped) {
        try {
            LogOutput output = LogOutput.open(config.file());
            List<Lane> lanes = IntStream.range(0, loops)
                    .mapToObj(loop -> new Lane(config.query(), dropped))
                    .toList();
            AccessLog log = new AccessLog(AccessLineFormat.of(config.format()), output, lanes, dropped);
            log.writer.start();
            return log;
        } catch (IOException e) {
            throw new ConfigException("access-log.file must be a file that can be written, got " + config.file());
        }
    }

    /** The lane of the event loop of that index. */
    Lane lane(int loop) {
        return lanes.get(loop);
    }

    /** Writes what waits and stops; returns after at most five seconds. No loop may offer lines any more. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long lookedNanos = System.nanoTime();
        boolean last;
        do {
            last = closing; // read before the lanes: what was offered before close() is written
            if (System.nanoTime() - lookedNanos >= LOOK_NANOS) {
                lookedNanos = System.nanoTime();
                attempt(output::reopenIfMoved);
            }
            drain();
            if (!last) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        } while (!last);
        attempt(output::close);
    }

    /** At most what the lanes hold when full, so that the file is looked at in time. */
    private void drain() {
        for (Lane lane : lanes) {
            for (int taken = 0; taken < LANE_LINES; taken += BATCH_LINES) {
                writeBatch(lane);
            }
        }
    }

    private void writeBatch(Lane lane) {
        int count = 0;
        for (AccessLine line = lane.poll(); line != null; line = count < BATCH_LINES ? lane.poll() : null) {
            batch.writeBytes(format.format(line));
            count++;
        }
        if (count > 0 && !attempt(() -> output.write(batch))) {
            dropped.increment(count);
        }
        batch.reset();
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Says so once when writing begins to fail. */
    private boolean attempt(Step step) {
        try {
            step.run();
            failing = false;
            return true;
        } catch (IOException e) {
            if (!failing) {
                LOG.error("the access log cannot be written, its lines are dropped: {}", e.toString());
            }
            failing = true;
            return false;
        }
    }
}
