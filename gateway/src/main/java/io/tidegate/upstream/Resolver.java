package io.tidegate.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Resolves names anew, each at its upstream's {@code resolve-interval}. Its threads are platform threads, since the JDK's
 * lookup blocks in native code: some dead names on virtual threads would hold all their carriers. No thread without names.
 */
final class Resolver implements AutoCloseable {
    private static final int MOST_LOOKUPS_AT_ONCE = 16;

    private final List<ResolvedName> names;
    private final ScheduledThreadPoolExecutor threads;

    Resolver(List<ResolvedName> names) {
        this.names = List.copyOf(names);
        this.threads = new ScheduledThreadPoolExecutor(
                Math.clamp(names.size(), 1, MOST_LOOKUPS_AT_ONCE),
                Thread.ofPlatform().daemon().name("tidegate-resolver-", 0).factory());
    }

    /** Starts resolving; returns when each name had its first answer or failure, or after {@code patience}. */
    void start(Duration patience) {
        Set<ResolvedName> waiting = ConcurrentHashMap.newKeySet();
        waiting.addAll(names);
        var firstAnswers = new CountDownLatch(names.size());
        for (ResolvedName name : names) {
            long intervalNanos = name.interval().toNanos();
            Runnable resolve = () -> {
                name.resolve();
                if (waiting.remove(name)) {
                    firstAnswers.countDown();
                }
            };
            var _ = threads.scheduleWithFixedDelay(resolve, 0, intervalNanos, TimeUnit.NANOSECONDS);
        }
        await(firstAnswers, patience);
        waiting.forEach(ResolvedName::onLate);
    }

    /** Resolves every name on the caller's thread. */
    void resolveNow() {
        names.forEach(ResolvedName::resolve);
    }

    /** Waits a second at most: a thread inside the system's lookup cannot be interrupted, and ends after it. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            var _ = threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch, Duration patience) {
        try {
            var _ = latch.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
