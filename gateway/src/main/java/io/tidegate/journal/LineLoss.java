package io.tidegate.journal;

import java.util.Locale;

/** Why a line did not come into its file. */
public enum LineLoss {
    /** The queue of its event loop was full: the writer, or the disk, did not keep up. */
    QUEUE_FULL,
    /** The file did not take it. */
    WRITE_FAILED;

    /** As in the metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
