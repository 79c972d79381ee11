package io.tidegate.filter.auth.remote;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.filter.auth.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers about credentials, by a hash of what was asked, for a while but never longer than they hold. Who asks while another asks the same
 * waits with it. What could not be found out is not remembered. Shared.
 */
final class RememberedAnswers {
    private final AsyncCache<Sha256, Outcome> answers;

    /**
     * @param stay how long an answer is known; none is if zero, but questions under way are shared
     * @param most answers at once; those that are asked for least go first
     */
    RememberedAnswers(Duration stay, int most, InstantSource clock) {
        answers = Caffeine.newBuilder()
                .maximumSize(most)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .expireAfter(Expiry.<Sha256, Outcome>creating((digest, outcome) -> lifetime(outcome, stay, clock)))
                .buildAsync();
    }

    /** What {@code question} answers; it never throws and never fails. */
    CompletionStage<Outcome> of(Sha256 digest, Supplier<CompletableFuture<Outcome>> question) {
        return answers.get(digest, (unknown, executor) -> question.get());
    }

    private static Duration lifetime(Outcome outcome, Duration stay, InstantSource clock) {
        return switch (outcome) {
            case Outcome.Unavailable _ -> Duration.ZERO;
            case Outcome.Known known -> {
                Instant expires = known.principal().expires();
                Duration left = expires == null ? stay : Duration.between(clock.instant(), expires);
                yield left.isNegative() ? Duration.ZERO : left.compareTo(stay) < 0 ? left : stay;
            }
            case Outcome.Absent _, Outcome.Ambiguous _, Outcome.Denied _, Outcome.Invalid _ -> stay;
        };
    }
}
