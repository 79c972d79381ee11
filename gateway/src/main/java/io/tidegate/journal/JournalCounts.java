package io.tidegate.journal;

import java.util.concurrent.atomic.LongAdder;

/** What became of a journal's lines: each is counted once, as written or as lost. Shared. */
public final class JournalCounts {
    private final LongAdder written = new LongAdder();
    private final LongAdder queueFull = new LongAdder();
    private final LongAdder writeFailed = new LongAdder();

    JournalCounts() {}

    /** Lines that are in the file. */
    public long written() {
        return written.sum();
    }

    public long lost(LineLoss why) {
        return adder(why).sum();
    }

    void written(long lines) {
        written.add(lines);
    }

    void lost(LineLoss why, long lines) {
        adder(why).add(lines);
    }

    private LongAdder adder(LineLoss why) {
        return switch (why) {
            case QUEUE_FULL -> queueFull;
            case WRITE_FAILED -> writeFailed;
        };
    }
}
