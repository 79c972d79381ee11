package io.tidegate.control;

import io.tidegate.config.DrainConfig;
import io.tidegate.net.Listeners;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.session.SessionRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a gateway politely: first it only says that it is not ready, then it takes no more connections and closes sessions
 * with 1012, spread over a window, and cuts what is left at a deadline. Shared; blocks the thread that calls it.
 */
public final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final SessionRegistry.Farewell RESTART =
            new SessionRegistry.Farewell(Cause.DRAINED, CloseCode.SERVICE_RESTART, "service restart");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Listeners listeners;
    private final SessionRegistry registry;
    private final Draining draining;

    /** @param draining begins with the drain; readiness looks at it */
    public Drain(Listeners listeners, SessionRegistry registry, Draining draining) {
        this.listeners = listeners;
        this.registry = registry;
        this.draining = draining;
    }

    /** Returns when no session is open, or all were cut. Only the first call does anything. */
    public void run(DrainConfig config) {
        if (!draining.begin()) {
            return;
        }
        try {
            Thread.sleep(config.delay());
            listeners.stopAccepting();
            long startNanos = System.nanoTime();
            registry.endAll(every -> true, config.window(), RESTART).join();
            awaitEmpty(startNanos + config.window().toNanos());
            // those that were in their handshake when the others were told
            registry.endAll(every -> true, Duration.ZERO, RESTART).join();
            awaitEmpty(startNanos + config.deadline().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listeners.close(); // who has not finished a handshake by now would find nobody to take it
        if (!registry.isEmpty()) {
            LOG.warn("{} sessions were still open at the end of the drain and are cut", registry.count());
            registry.cutAll().join();
        }
    }

    private void awaitEmpty(long deadlineNanos) throws InterruptedException {
        while (!registry.isEmpty() && deadlineNanos - System.nanoTime() > 0) {
            Thread.sleep(LOOK_AGAIN);
        }
    }
}
