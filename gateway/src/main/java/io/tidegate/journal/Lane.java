package io.tidegate.journal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where one event loop leaves its lines for a {@link Journal}: a ring with one that puts in, the loop, and one that takes
 * out, the journal's thread. Neither ever waits for the other.
 */
public final class Lane {
    /** Lines that wait at most. */
    public static final int LINES = 8192;

    private final AtomicReferenceArray<@Nullable JournalEntry> ring = new AtomicReferenceArray<>(LINES);
    private final long maxBytes;
    private final JournalCounts counts;
    private final Runnable halfFull;
    private final AtomicLong taken = new AtomicLong(); // written by the journal's thread, as the next one
    private final AtomicLong takenBytes = new AtomicLong();
    private long offered;
    private long offeredBytes;

    /**
     * @param maxBytes what waits, before a line that is still taken whatever its size
     * @param halfFull called on the loop when it would be good if somebody took lines out
     */
    Lane(long maxBytes, JournalCounts counts, Runnable halfFull) {
        this.maxBytes = maxBytes;
        this.counts = counts;
        this.halfFull = halfFull;
    }

    /** Hands a line over, or counts it as lost. To be called on the lane's loop only. */
    public void offer(JournalEntry entry) {
        long lines = offered - taken.getAcquire();
        long bytes = offeredBytes - takenBytes.getAcquire();
        if (lines >= LINES || bytes >= maxBytes) {
            counts.lost(LineLoss.QUEUE_FULL, 1);
            return;
        }
        ring.setRelease(place(offered), entry);
        offered++;
        offeredBytes += entry.heldBytes();
        boolean crossed = bytes < maxBytes / 2 && bytes + entry.heldBytes() >= maxBytes / 2;
        if (crossed || lines == LINES / 2) {
            halfFull.run();
        }
    }

    /** The line that has waited longest, or null. */
    @Nullable
    JournalEntry poll() {
        long next = taken.getPlain();
        JournalEntry entry = ring.getAcquire(place(next));
        if (entry != null) {
            ring.setPlain(place(next), null);
            takenBytes.setRelease(takenBytes.getPlain() + entry.heldBytes());
            taken.setRelease(next + 1);
        }
        return entry;
    }

    private static int place(long line) {
        return (int) (line & (LINES - 1));
    }
}
