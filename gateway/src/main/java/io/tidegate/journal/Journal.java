package io.tidegate.journal;

import io.tidegate.config.ConfigException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A file of lines, formatted and written on a thread of its own: each event loop hands its lines over through a bounded
 * {@link Lane} and never waits; what a full lane or a failing disk does not take is lost and counted. Shared.
 */
public final class Journal implements AutoCloseable {
    private static final int BATCH_BYTES = 1 << 16;
    private static final String UNWRITTEN = "cannot be written, and its lines are lost";
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final JournalFile file;
    private final int batchBytes;
    private final JournalCounts counts = new JournalCounts();
    private final Losses losses;
    private final LineBatch batch = new LineBatch();
    private final List<Lane> lanes;
    private final Thread writer;
    private volatile boolean closing;

    private Journal(JournalSettings settings, JournalFile file, int loops) {
        this.name = settings.name();
        this.file = file;
        this.batchBytes = (int) Math.min(BATCH_BYTES, settings.maxBytes());
        this.losses = new Losses(name, counts);
        this.writer = Thread.ofPlatform().daemon().name("tidegate-" + name).unstarted(this::run);
        this.lanes = IntStream.range(0, loops)
                .mapToObj(loop -> new Lane(settings.queueBytes() / loops, counts, () -> LockSupport.unpark(writer)))
                .toList();
    }

    /**
     * Opens the file and starts to write.
     *
     * @throws ConfigException if the file cannot be opened
     */
    public static Journal start(JournalSettings settings, int loops) {
        try {
            Journal journal = new Journal(settings, new JournalFile(settings), loops);
            journal.writer.start();
            return journal;
        } catch (IOException e) {
            throw new ConfigException(
                    settings.name() + ".file must be a file that can be written, got " + settings.file());
        }
    }

    /** As in the configuration. */
    public String name() {
        return name;
    }

    /** The lane of the event loop of that index. */
    public Lane lane(int loop) {
        return lanes.get(loop);
    }

    public JournalCounts counts() {
        return counts;
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
                attempt("was moved, and cannot be made anew", file::follow);
                losses.look();
            }
            drain();
            if (!last) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        } while (!last);
        attempt("cannot be closed", file::close);
        losses.look();
    }

    /** At most what the lanes hold when full, so that the file is looked at in time. */
    private void drain() {
        for (Lane lane : lanes) {
            JournalEntry entry = lane.poll();
            for (int taken = 1; entry != null; taken++) {
                add(entry);
                entry = taken < Lane.LINES ? lane.poll() : null;
            }
        }
        writeBatch();
    }

    private void add(JournalEntry entry) {
        byte[] line;
        try {
            line = entry.line();
        } catch (RuntimeException e) { // of an entry that is not of this package
            counts.lost(LineLoss.WRITE_FAILED, 1);
            losses.failed("lacks a line that could not be made", e);
            return;
        }
        if (batch.size() + line.length > batchBytes) {
            writeBatch();
        }
        batch.add(line);
    }

    private void writeBatch() {
        if (batch.lines() == 0) {
            return;
        }
        attempt("cannot be rotated and grows", () -> file.makeRoomFor(batch.size()));
        JournalFile.Written done = file.write(batch);
        counts.written(done.lines());
        if (done.failure() == null) {
            losses.worked(UNWRITTEN);
        } else {
            counts.lost(LineLoss.WRITE_FAILED, batch.lines() - done.lines());
            losses.failed(UNWRITTEN, done.failure());
        }
        batch.clear();
    }

    private interface Step {
        void run() throws IOException;
    }

    private void attempt(String otherwise, Step step) {
        try {
            step.run();
            losses.worked(otherwise);
        } catch (IOException e) {
            losses.failed(otherwise, e);
        }
    }
}
