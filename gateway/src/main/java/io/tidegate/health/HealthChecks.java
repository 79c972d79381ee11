package io.tidegate.health;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.upstream.Upstream;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the endpoints of all upstreams that are configured so, all on one event loop that serves no sessions, and tells the
 * upstreams when one goes down or comes up. Shared. A check is no session: it is in no limit, no log of sessions and no count
 * of them.
 */
public final class HealthChecks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    /** How often it is looked which endpoints there are, since DNS changes them without a word. */
    private static final long LOOK_MILLIS = 1000;

    private static final long CLOSE_MILLIS = 1000;

    private final EventLoop loop;
    private final CheckedEndpoints endpoints; // confined to the loop
    private volatile List<Upstream> upstreams = List.of();
    private @Nullable ScheduledFuture<?> looking;
    private boolean closed;

    private HealthChecks(CheckCycle.Parts parts) {
        this.loop = parts.loop();
        this.endpoints = new CheckedEndpoints(parts);
    }

    /**
     * Starts to check. Nothing runs on the loop, and so its thread does not start, before an upstream is to be checked.
     *
     * @param loop of NIO; not the one of any session; to be closed after this
     */
    public static HealthChecks start(Collection<Upstream> upstreams, EventLoop loop, Telemetry telemetry) {
        var checks = new HealthChecks(new CheckCycle.Parts(loop, telemetry));
        checks.follow(upstreams);
        return checks;
    }

    /**
     * Checks these upstreams from now on, as their configurations say now. An endpoint that stays and is to be checked as
     * before keeps its cycle and its counts; one that is no longer checked counts as up.
     */
    public synchronized void follow(Collection<Upstream> now) {
        upstreams = List.copyOf(now);
        if (looking != null) {
            loop.execute(this::look);
        } else if (!closed
                && now.stream().anyMatch(upstream -> upstream.config().healthCheck() != null)) {
            looking = loop.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends all checks with their connections; returns when that is done, after at most a second. */
    @Override
    public synchronized void close() {
        closed = true;
        if (looking != null) {
            looking.cancel(false);
            looking = null;
            loop.submit(endpoints::close).awaitUninterruptibly(CLOSE_MILLIS);
        }
    }

    private void look() {
        try {
            endpoints.follow(upstreams);
        } catch (RuntimeException e) {
            LOG.error("looking for endpoints to check failed", e); // the next look is due
        }
    }
}
