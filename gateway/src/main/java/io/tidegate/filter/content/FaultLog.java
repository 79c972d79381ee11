package io.tidegate.filter.content;

import io.tidegate.filter.FilterContext;
import io.tidegate.filter.Message;
import io.tidegate.protocol.Side;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of messages at fault: at most one line in 100 ms, so that no peer can flood it. Shared. */
final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long GAP_NANOS = 100_000_000;

    private final String filter;
    private final AtomicLong lineNanos = new AtomicLong(System.nanoTime() - GAP_NANOS);
    private final AtomicLong untold = new AtomicLong();

    FaultLog(String filter) {
        this.filter = filter;
    }

    /** @param pointer fit for a log, bounded */
    void tell(FilterContext session, Side from, Message message, String pointer, String rule) {
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
                message.id() == null ? "-" : message.id(),
                pointer,
                rule,
                untold.getAndSet(0));
    }

    private boolean isDue(long nowNanos) {
        long before = lineNanos.get();
        return nowNanos - before >= GAP_NANOS && lineNanos.compareAndSet(before, nowNanos);
    }
}
