package io.tidegate.filter.auth.password;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Threads for what takes processor time, a few, with a bound on who waits for them. They end when they are idle. Shared. */
final class PasswordChecks {
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final ThreadPoolExecutor threads;

    PasswordChecks(int most, int mostWaiting) {
        BlockingQueue<Runnable> waiting =
                mostWaiting == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(mostWaiting);
        threads = new ThreadPoolExecutor(
                most,
                most,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                waiting,
                Thread.ofPlatform().daemon().name("tidegate-password-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** The answer of {@code check}, when it has come to its turn; null if too many wait already. */
    @Nullable
    CompletionStage<Boolean> submit(BooleanSupplier check) {
        try {
            return CompletableFuture.supplyAsync(check::getAsBoolean, threads);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }
}
