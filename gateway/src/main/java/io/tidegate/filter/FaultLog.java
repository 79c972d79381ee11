package io.tidegate.filter;

import io.tidegate.protocol.Side;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of messages at fault: at most one line in 100 ms, so that no peer can flood it. Shared. */
public final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long GAP_NANOS = 100_000_000;

    private final String filter;
    private final AtomicLong lineNanos = new AtomicLong(System.nanoTime() - GAP_NANOS);
    private final AtomicLong untold = new AtomicLong();

    public FaultLog(String filter) {
        this.filter = filter;
    }

    /**
     * Tells of one message.
     *
     * @param id of the message; null where it has none
     * @param pointer to the value at fault, fit for a log, bounded
     * @param rule that it breaks, of the configuration
     */
    public void tell(FilterContext session, Side from, @Nullable String id, String pointer, String rule) {
        if (!isDue(session.clock().nanos())) {
            untold.incrementAndGet();
            return;
        }
        LOG.info(
                "Message at fault: filter {}, route {}, session {}, from {}, id {}, at \"{}\", rule {}; {} others not logged",
                filter,
                session.route(),
                session.sessionId(),
                from.label(),
                id == null ? "-" : id,
                pointer,
                rule,
                untold.getAndSet(0));
    }

    private boolean isDue(long nowNanos) {
        long before = lineNanos.get();
        return nowNanos - before >= GAP_NANOS && lineNanos.compareAndSet(before, nowNanos);
    }
}
