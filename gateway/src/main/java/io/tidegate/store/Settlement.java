package io.tidegate.store;

import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.HotPath;
import io.tidegate.time.RateLimit;
import io.tidegate.time.SharedRateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Redis what this node has taken from limits, a few moments later and all of it in one request, and the limits what all nodes
 * together have taken. So frames wait for nobody; what others took since is not known until then. Shared.
 */
public final class Settlement implements AutoCloseable {
    /** How long what was taken may be unknown to the others, beside the round trip. */
    public static final long MILLIS = 25;

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final Script SETTLE = Script.of(Settlement.class, "settle.lua");
    private static final int MOST_AT_ONCE = 500;

    private final SharedStore store;
    private final BlockingQueue<Account> due = new LinkedBlockingQueue<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("tidegate-redis-settle").unstarted(this::settle);

    Settlement(SharedStore store) {
        this.store = store;
    }

    void start() {
        thread.start();
    }

    /**
     * A limit that nodes share.
     *
     * @param key in Redis
     */
    public SharedRateLimit limit(String key, long nowNanos) {
        Account account = new Account(key);
        SharedRateLimit limit = new SharedRateLimit(nowNanos, account);
        account.limit = limit;
        return limit;
    }

    /** What was taken from one limit and is not told yet. */
    private final class Account implements RateLimit.Account {
        private final String key;
        private final AtomicLong owedNanos = new AtomicLong();
        private volatile boolean queued;
        private @Nullable SharedRateLimit limit;

        Account(String key) {
            this.key = key;
        }

        @HotPath
        @Override
        public void charge(long costNanos) {
            owedNanos.getAndAdd(costNanos);
            if (!queued) {
                enqueue();
            }
        }

        @ColdPath
        private void enqueue() {
            queued = true; // twice in the queue does no harm: the second time there is nothing to tell
            due.add(this);
        }

        /** What was taken up to now; what is taken later brings it here again. */
        long settled() {
            queued = false;
            return owedNanos.getAndSet(0);
        }

        void correct(long aheadNanos) {
            if (limit != null) {
                limit.correct(aheadNanos + owedNanos.get(), System.nanoTime());
            }
        }
    }

    private void settle() {
        try {
            while (true) {
                List<Account> some = new ArrayList<>();
                some.add(due.take());
                if (due.size() < MOST_AT_ONCE) {
                    Thread.sleep(MILLIS);
                }
                due.drainTo(some, MOST_AT_ONCE - 1);
                settle(some);
            }
        } catch (InterruptedException e) {
            LOG.debug("nothing is settled any more");
        }
    }

    /** Without an answer what was taken is forgotten: the others could not heed it, and are not to pay for it later. */
    private void settle(List<Account> some) throws InterruptedException {
        List<String> keys = some.stream().map(account -> account.key).toList();
        List<String> taken = some.stream()
                .map(account -> Double.toString(account.settled() / 1000.0))
                .toList();
        try {
            List<Object> ahead =
                    store.run(SETTLE, keys, taken).toCompletableFuture().get();
            for (int i = 0; i < some.size(); i++) {
                some.get(i).correct((Long) ahead.get(i) * 1000);
            }
        } catch (ExecutionException e) {
            LOG.debug("{} limits were not settled", some.size());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
