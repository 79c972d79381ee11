package io.tidegate.filter.auth.jwt;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that an issuer publishes: fetched by a virtual thread of its own, again and again before they are needed, and out of turn
 * when a token names one that is not known, at most once in {@link #OUT_OF_TURN}. When they cannot be had, those that are known
 * go on. Shared.
 */
final class RemoteKeys implements KeySource {
    static final Duration OUT_OF_TURN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);
    private static final long FIRST_PAUSE_MILLIS = 500;

    private final String address;
    private final Duration refresh;
    private final Duration maxStale;
    private final KeyFetch fetch;
    private final Thread thread;
    private volatile @Nullable Known known;
    private volatile Runnable changed = () -> {};

    private CompletableFuture<KeySet> next = new CompletableFuture<>(); // guarded by this, as all below
    private boolean wanted;
    private long wantedNanos = System.nanoTime() - OUT_OF_TURN.toNanos();
    private @Nullable String failure;

    /** What was fetched last, and when. */
    private record Known(KeySet keys, long nanos) {}

    /**
     * @param address for the log
     * @param refresh how often they are fetched
     * @param maxStale how long they are used after they could last be fetched
     */
    RemoteKeys(String address, Duration refresh, Duration maxStale, KeyFetch fetch) {
        this.address = address;
        this.refresh = refresh;
        this.maxStale = maxStale;
        this.fetch = fetch;
        this.thread = Thread.ofVirtual().name("tidegate-jwks").unstarted(this::run);
    }

    @Override
    public void tellsOfChanges(Runnable listener) {
        changed = listener;
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    @Override
    public @Nullable KeySet current() {
        Known last = known;
        return last == null || System.nanoTime() - last.nanos() > maxStale.toNanos() ? null : last.keys();
    }

    @Override
    public synchronized CompletionStage<KeySet> looked() {
        KeySet now = current();
        long nowNanos = System.nanoTime();
        if (now == null && failure == null) { // the first fetch is under way
            return next;
        }
        if (!wanted && nowNanos - wantedNanos >= OUT_OF_TURN.toNanos()) {
            wanted = true;
            wantedNanos = nowNanos;
            notifyAll();
        }
        if (wanted) {
            return next;
        }
        return now == null || failure != null
                ? CompletableFuture.failedFuture(new IOException(failure == null ? "its keys are too old" : failure))
                : CompletableFuture.completedFuture(now);
    }

    private void run() {
        long pauseMillis = FIRST_PAUSE_MILLIS;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean fetched = fetchOnce();
                pauseMillis = fetched ? FIRST_PAUSE_MILLIS : Math.min(2 * pauseMillis, refresh.toMillis());
                await(fetched ? refresh.toMillis() : pauseMillis);
            }
        } catch (InterruptedException e) {
            LOG.debug("the keys at {} are not fetched any more", address);
        } finally {
            fetch.close();
            told().completeExceptionally(new IOException("the configuration has changed"));
        }
    }

    private boolean fetchOnce() throws InterruptedException {
        try {
            succeeded(fetch.get());
            return true;
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // a fault of ours must not end the fetching
            LOG.error("the keys at {} could not be read", address, e);
            failed("a fault of ours");
        }
        return false;
    }

    private void succeeded(KeySet keys) {
        Known before = known;
        known = new Known(keys, System.nanoTime());
        if (before != null && !keys.keys().containsAll(before.keys().keys())) {
            changed.run();
        }
        if (isNews(null)) {
            LOG.info("the keys at {} can be had again: {}", address, keys.keys().size());
        }
        told().complete(keys);
    }

    private void failed(String why) {
        String text = "the keys cannot be had: " + why;
        if (isNews(text)) {
            LOG.warn("the keys at {} cannot be had: {}; those that are known go on", address, why);
        }
        told().completeExceptionally(new IOException(text));
    }

    /** Whether an outage begins or ends with it. */
    private synchronized boolean isNews(@Nullable String failed) {
        boolean news = (failure == null) != (failed == null);
        failure = failed;
        return news;
    }

    /** Who waits for this fetch is told; who asks from now on waits for the next one. */
    private synchronized CompletableFuture<KeySet> told() {
        CompletableFuture<KeySet> waited = next;
        next = new CompletableFuture<>();
        wanted = false;
        return waited;
    }

    private synchronized void await(long millis) throws InterruptedException {
        long endNanos = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; left > 0 && !wanted; left = (endNanos - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }
}
