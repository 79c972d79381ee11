package io.tidegate.filter.auth.jwt;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where the keys of an issuer come from. Shared. */
interface KeySource {
    /** The keys as they are known; null if none are, or if those are too old. Never blocks. */
    @Nullable
    KeySet current();

    /**
     * The keys after another look at where they come from, if it is time for one. Completed with an exception if that look
     * failed; its message is for the log.
     */
    CompletionStage<KeySet> looked();

    /** To be called, on any thread, when a key is gone that was there. */
    default void tellsOfChanges(Runnable changed) {}

    /** Fetching may begin. */
    default void start() {}

    /** And ends. */
    default void close() {}

    /** Keys that are in the configuration. */
    static KeySource of(KeySet keys) {
        return new KeySource() {
            @Override
            public KeySet current() {
                return keys;
            }

            @Override
            public CompletionStage<KeySet> looked() {
                return CompletableFuture.completedFuture(keys);
            }
        };
    }
}
