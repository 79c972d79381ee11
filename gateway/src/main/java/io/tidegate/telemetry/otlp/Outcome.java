package io.tidegate.telemetry.otlp;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What came of a push.
 *
 * @param fault in words; null if it was taken
 * @param passing whether the same may be taken later (OTLP over HTTP: no answer, or one of 429, 502, 503, 504)
 */
public record Outcome(@Nullable String fault, boolean passing) {
    private static final Outcome TAKEN = new Outcome(null, false);

    /** Waits for it. */
    public static Outcome of(CompletableResultCode push, Duration limit) {
        push.join(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (push.isSuccess()) {
            return TAKEN;
        }
        if (!push.isDone()) {
            return new Outcome("no answer in time", true);
        }
        Throwable failure = push.getFailureThrowable();
        if (failure instanceof HttpExportException answered && answered.getResponse() != null) {
            int status = answered.getResponse().getStatusCode();
            boolean passing = status == 429 || (status >= 502 && status <= 504);
            return new Outcome("HTTP status " + status, passing);
        }
        while (failure != null && failure.getCause() != null && !(failure instanceof ConnectException)) {
            failure = failure.getCause();
        }
        if (failure instanceof ConnectException) {
            return new Outcome("it cannot be connected to", true); // the JDK does not say more
        }
        return new Outcome(failure == null ? "the push failed" : failure.toString(), true);
    }

    /** Nothing was sent, for a fault of ours. */
    public static Outcome broken(RuntimeException fault) {
        return new Outcome(fault.toString(), false);
    }

    /** Whether it was taken. */
    public boolean isTaken() {
        return fault == null;
    }
}
