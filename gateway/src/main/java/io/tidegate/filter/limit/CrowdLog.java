package io.tidegate.filter.limit;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log, once a minute at most, that more keys are in use than have limits of their own. Shared. */
final class CrowdLog {
    private static final Logger LOG = LoggerFactory.getLogger(CrowdLog.class);
    private static final long GAP_NANOS = 60_000_000_000L;

    private final String limit;
    private final int most;
    private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - GAP_NANOS);

    /** @param limit filter and name */
    CrowdLog(String limit, int most) {
        this.limit = limit;
        this.most = most;
    }

    void crowded() {
        long now = System.nanoTime();
        long before = toldNanos.get();
        if (now - before >= GAP_NANOS && toldNanos.compareAndSet(before, now)) {
            LOG.warn("{}: more than {} keys are in use; the others share one limit", limit, most);
        }
    }
}
