package io.tidegate.move;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.tidegate.session.SessionRegistry;
import io.tidegate.upstream.Upstream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks once a second whether endpoints have come to upstreams that are to be rebalanced. Shared. */
final class Rebalancing {
    private static final Logger LOG = LoggerFactory.getLogger(Rebalancing.class);
    private static final long LOOK_MILLIS = 1000;

    private final EventLoop loop;
    private final SessionRegistry registry;
    private final Map<String, Rebalance> rebalances = new HashMap<>(); // confined to the loop
    private volatile List<Upstream> upstreams = List.of();
    private @Nullable ScheduledFuture<?> looking;
    private boolean closed;

    Rebalancing(EventLoop loop, SessionRegistry registry) {
        this.loop = loop;
        this.registry = registry;
    }

    /** Looks at these upstreams from now on, as their configurations say now; at none before. */
    synchronized void follow(Collection<Upstream> now) {
        upstreams = List.copyOf(now);
        boolean any = now.stream().anyMatch(upstream -> upstream.config().rebalance() != null);
        if (looking == null && any && !closed) {
            looking = loop.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    synchronized void close() {
        closed = true;
        if (looking != null) {
            looking.cancel(false);
            looking = null;
        }
    }

    private void look() {
        try {
            List<Upstream> wanted = upstreams.stream()
                    .filter(upstream -> upstream.config().rebalance() != null)
                    .toList();
            rebalances.values().removeIf(rebalance -> !wanted.contains(rebalance.upstream()));
            for (Upstream upstream : wanted) {
                rebalances
                        .computeIfAbsent(upstream.name(), unseen -> new Rebalance(loop, registry, upstream))
                        .look();
            }
        } catch (RuntimeException e) {
            LOG.error("looking for endpoints that came failed", e); // the next look is due
        }
    }
}
