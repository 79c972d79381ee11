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
     * @param reason for the log, in place of {@code detail}; the client does not see it. It names no secret
     * @param challenge sent as {@code WWW-Authenticate}, or null
     */
    record Refuse(
            int status,
            Cause cause,
            String detail,
            @Nullable Duration retryAfter,
            String reason,
            @Nullable String challenge)
            implements Admission {
        public Refuse {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("status must be between 400 and 599, got " + status);
            }
        }

        public Refuse(int status, Cause cause, String detail, @Nullable Duration retryAfter) {
            this(status, cause, detail, retryAfter, detail, null);
        }

        /** With a reason for the log that the client does not see. */
        public Refuse because(String internalReason) {
            return new Refuse(status, cause, detail, retryAfter, internalReason, challenge);
        }

        /** With what a client may do about a 401. */
        public Refuse challenging(String authenticate) {
            return new Refuse(status, cause, detail, retryAfter, reason, authenticate);
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
