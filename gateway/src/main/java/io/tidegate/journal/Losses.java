package io.tidegate.journal;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that a journal loses lines: when it begins, and when it is over. Confined to the journal's thread. */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private static final int QUIET_LOOKS = 5; // so that losses now and then are not said each time

    private final String journal;
    private final JournalCounts counts;
    private final Set<String> failing = new HashSet<>();
    private long before;
    private int quiet;
    private long known;
    private boolean losing;

    Losses(String journal, JournalCounts counts) {
        this.journal = journal;
        this.counts = counts;
    }

    /** Said once, until it {@link #worked}. */
    void failed(String what, Exception why) {
        if (failing.add(what)) {
            LOG.error("{}: the file {}: {}", journal, what, why.toString());
        }
    }

    void worked(String what) {
        failing.remove(what);
    }

    /** To be called once a second. */
    void look() {
        long lost = counts.lost(LineLoss.QUEUE_FULL) + counts.lost(LineLoss.WRITE_FAILED);
        quiet = lost == known ? quiet + 1 : 0;
        if (quiet == 0 && !losing) {
            losing = true;
            before = known;
            LOG.warn("{}: lines are lost, {} so far", journal, lost - before);
        } else if (quiet == QUIET_LOOKS && losing) {
            losing = false;
            LOG.warn("{}: no more lines are lost; {} were", journal, lost - before);
        }
        known = lost;
    }
}
