package io.tidegate.session;

import io.tidegate.filter.MessageJudge;
import io.tidegate.filter.MessageVerdict;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A verdict that a filter has yet to come to. Confined. */
final class Deferral {
    private final MessageVerdict.Defer deferred;
    private boolean calledOff;
    private boolean arrived;
    private @Nullable MessageVerdict verdict;
    private @Nullable Throwable failure;

    Deferral(MessageVerdict.Defer deferred) {
        this.deferred = deferred;
    }

    /** Runs {@code resume} on {@code loop} when there is a verdict, unless it was called off. */
    void await(Executor loop, Runnable resume) {
        try {
            deferred.verdict().whenComplete((found, fault) -> loop.execute(() -> onVerdict(found, fault, resume)));
        } catch (RuntimeException e) { // a stage of a user's own
            loop.execute(() -> onVerdict(null, e, resume));
        }
    }

    /** Nobody waits any more. */
    void callOff() {
        calledOff = true;
    }

    /** What {@code judge} makes of the verdict, or of there being none. */
    MessageVerdict judgedBy(MessageJudge judge) {
        return arrived ? judge.proceed(verdict, failure) : judge.timedOut();
    }

    private void onVerdict(@Nullable MessageVerdict found, @Nullable Throwable fault, Runnable resume) {
        if (!calledOff && !arrived) {
            arrived = true;
            verdict = found;
            failure = fault;
            resume.run();
        }
    }
}
