package io.tidegate.filter.auth;

import io.tidegate.protocol.Principal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a {@link Method} finds out. Reasons are for the log: they name no secret, nor any part of one. */
public sealed interface Outcome {

    /** The client has presented nothing that this method takes. */
    record Absent() implements Outcome {}

    /** It has presented several credentials that differ: who it says it is depends on who asks. */
    record Ambiguous() implements Outcome {}

    /**
     * It is known.
     *
     * @param recheck whether that is still so; null if it stays so until the principal expires
     */
    record Known(Principal principal, @Nullable Recheck recheck) implements Outcome {
        public Known(Principal principal) {
            this(principal, null);
        }
    }

    /** What it has presented does not stand. */
    record Invalid(String reason) implements Outcome {}

    /** It is known, and it is not to come in. */
    record Denied(String reason) implements Outcome {}

    /** Nobody can say at the moment. */
    record Unavailable(String reason) implements Outcome {}

    /**
     * Asks once more about a credential that was judged before, and that this object holds as far as it must. Called on the
     * session's event loop, never blocks; the stage may be completed on any thread.
     */
    @FunctionalInterface
    interface Recheck {
        CompletionStage<Outcome> now();
    }

    /** As the answer of a method that does not have to wait. */
    default CompletionStage<Outcome> atOnce() {
        return CompletableFuture.completedFuture(this);
    }
}
