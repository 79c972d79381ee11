package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a {@link HandshakeFilter} says of a request. */
public sealed interface Admission {
    /** The next filter is asked. */
    enum Pass implements Admission {
        ADMIT
    }

    /**
     * The client gets an HTTP status and is gone.
     *
     * @param status 400 to 599
     * @param cause for access log and metrics
     * @param detail for the client: one sentence that names nothing internal
     * @param retryAfter sent as {@code Retry-After}, rounded up to whole seconds of at least 1; or null
     */
    record Refuse(
            int status,
            Cause cause,
            String detail,
            @Nullable Duration retryAfter) implements Admission {
        public Refuse {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("status must be between 400 and 599, got " + status);
            }
        }

        /** A refusal with cause {@link Cause#REFUSED}. */
        public static Refuse with(int status, String detail) {
            return new Refuse(status, Cause.REFUSED, detail, null);
        }
    }

    /**
     * The filter must wait. Later filters are asked after it; the listener's {@code handshake-timeout} still runs.
     *
     * @param verdict completed on any thread; an exception, null or another {@code Defer} is an internal error (500)
     */
    record Defer(CompletionStage<? extends Admission> verdict) implements Admission {
        public Defer {
            Objects.requireNonNull(verdict, "verdict");
        }
    }
}
