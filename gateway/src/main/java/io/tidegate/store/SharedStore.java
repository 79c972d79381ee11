package io.tidegate.store;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tidegate.config.RedisConfig;
import io.tidegate.protocol.HotPath;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Redis server that nodes share limits through. Whoever asks has an answer within the timeout, or is told that there is none. After
 * one request without an answer the connection is given up and nobody asks any more until another one works, which is tried at once and
 * then each second: so a server that is gone, or stands still, holds up nothing. Shared.
 */
public final class SharedStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedStore.class);
    private static final long RETRY_NANOS = 1_000_000_000;

    private final RedisConfig config;
    private final StoreWatch watch;
    private final RedisLink link;
    private final Leases leases;
    private final Settlement settlement;
    private final Thread keeper =
            Thread.ofPlatform().daemon().name("tidegate-redis").unstarted(this::keep);
    private final Object wake = new Object();
    private final AtomicReference<@Nullable StatefulRedisConnection<String, String>> connection =
            new AtomicReference<>();
    private boolean failedSince; // guarded by wake
    private boolean told; // confined to the keeper
    private volatile boolean closed;

    private SharedStore(RedisConfig config, Function<BooleanSupplier, StoreWatch> watch) {
        this.config = config;
        this.watch = watch.apply(this::isUp);
        this.link = new RedisLink(config);
        this.leases = new Leases(this);
        this.settlement = new Settlement(this);
    }

    /**
     * Finds out whether Redis takes what is written to it, as a node does at its start: by a key that lasts for a second. Blocks.
     *
     * @throws StoreUnavailableException if it does not, and why
     */
    public static void probe(RedisConfig config) throws StoreUnavailableException, InterruptedException {
        try (RedisLink link = new RedisLink(config)) {
            link.connect().close();
        }
    }

    /**
     * Connects in the background: a server that is not there yet is waited for without holding up anybody.
     *
     * @param watch makes who is told, of what tells whether Redis answers
     */
    public static SharedStore open(RedisConfig config, Function<BooleanSupplier, StoreWatch> watch) {
        SharedStore store = new SharedStore(config, watch);
        store.keeper.start();
        store.settlement.start();
        return store;
    }

    /** What all keys of this gateway begin with. */
    public String prefix() {
        return config.prefix();
    }

    /** Whether it answered when it was asked last. */
    @HotPath
    public boolean isUp() {
        return connection.get() != null;
    }

    /** Members of sets that other nodes count. */
    public Leases leases() {
        return leases;
    }

    /** What was taken from limits, and is to be told. */
    public Settlement settlement() {
        return settlement;
    }

    /**
     * Has Redis run {@code script}, in one round trip. Does not wait.
     *
     * @return completed on any thread; with a {@link StoreUnavailableException} if there is no answer
     */
    public CompletionStage<List<Object>> run(Script script, List<String> keys, List<String> arguments) {
        StatefulRedisConnection<String, String> asked = connection.get();
        if (asked == null) {
            watch.skipped();
            return CompletableFuture.failedFuture(new StoreUnavailableException("Redis is not connected"));
        }
        long begun = System.nanoTime();
        var call = new Call(asked, script, keys, arguments);
        return call.start()
                .handle((answer, failure) -> {
                    if (answer != null) {
                        watch.answered(System.nanoTime() - begun);
                        return CompletableFuture.completedFuture(answer);
                    }
                    watch.failed();
                    if (!(failure instanceof StoreUnavailableException)) {
                        giveUp(asked);
                    }
                    LOG.debug("Redis did not answer", failure);
                    return CompletableFuture.<List<Object>>failedFuture(
                            new StoreUnavailableException("Redis did not answer: " + failure));
                })
                .thenCompose(Function.identity());
    }

    /** One script on one connection. */
    private record Call(
            StatefulRedisConnection<String, String> connection,
            Script script,
            List<String> keys,
            List<String> arguments) {
        CompletionStage<List<Object>> start() {
            String[] named = keys.toArray(String[]::new);
            String[] given = arguments.toArray(String[]::new);
            try {
                return connection
                        .async()
                        .<List<Object>>evalsha(script.digest(), ScriptOutputType.MULTI, named, given)
                        .exceptionallyCompose(failure -> failure instanceof RedisNoScriptException
                                ? connection.async().eval(script.text(), ScriptOutputType.MULTI, named, given)
                                : CompletableFuture.failedFuture(failure));
            } catch (RedisException e) { // more are waiting than may, or the connection has just ended
                return CompletableFuture.failedFuture(
                        connection.isOpen() ? new StoreUnavailableException("too many requests are waiting") : e);
            }
        }
    }

    private void giveUp(StatefulRedisConnection<String, String> failed) {
        if (connection.compareAndSet(failed, null)) {
            failed.closeAsync();
            synchronized (wake) {
                failedSince = true;
                wake.notifyAll();
            }
        }
    }

    private void keep() {
        long renewedNanos = System.nanoTime();
        try {
            while (!closed) {
                look();
                if (connection.get() == null && connect()) {
                    leases.renew();
                    renewedNanos = System.nanoTime();
                }
                if (System.nanoTime() - renewedNanos >= Leases.RENEWAL_NANOS) {
                    leases.renew();
                    renewedNanos = System.nanoTime();
                }
                awaitTick();
            }
        } catch (InterruptedException e) {
            LOG.debug("Redis is no longer asked");
        }
    }

    /** One that nobody asks shows here whether it still works. */
    private void look() {
        StatefulRedisConnection<String, String> open = connection.get();
        if (open == null) {
            return;
        }
        if (!open.isOpen()) {
            giveUp(open);
            return;
        }
        open.async().ping().exceptionally(failure -> {
            LOG.debug("Redis did not answer a ping", failure);
            giveUp(open);
            return "";
        });
    }

    /** A second, or less if a connection has just failed. */
    private void awaitTick() throws InterruptedException {
        synchronized (wake) {
            long until = System.nanoTime() + RETRY_NANOS;
            while (!failedSince && until - System.nanoTime() > 0) {
                wake.wait(Math.max(1, (until - System.nanoTime()) / 1_000_000));
            }
            failedSince = false;
        }
    }

    private boolean connect() throws InterruptedException {
        try {
            StatefulRedisConnection<String, String> made = link.connect();
            connection.set(made);
            if (closed) {
                made.closeAsync();
            }
            LOG.info("Redis at {}:{} answers", config.url().getHost(), config.port());
            told = false;
            return true;
        } catch (StoreUnavailableException e) {
            if (!told) {
                LOG.warn(
                        "Redis at {}:{} does not answer, limits do what their on-store-failure says: {}",
                        config.url().getHost(),
                        config.port(),
                        e.getMessage());
            }
            told = true;
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        settlement.close();
        keeper.interrupt();
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        StatefulRedisConnection<String, String> open = connection.getAndSet(null);
        if (open != null) {
            open.close();
        }
        link.close();
    }
}
