package io.tidegate.upstream;

import org.jspecify.annotations.Nullable;

/**
 * What a handshake was let in with: its place among those being connected, and its permission of the circuit breaker. Both
 * are given back by exactly one call of {@link #connected}, {@link #failed} or {@link #abandoned}; the place among the
 * upstream's sessions stays taken until {@link Admission#leave}. Confined.
 */
public final class Pass {
    private final Admission admission;
    private final @Nullable Breaker breaker;
    private final long sinceNanos = System.nanoTime();

    Pass(Admission admission, @Nullable Breaker breaker) {
        this.admission = admission;
        this.breaker = breaker;
    }

    /** An endpoint agreed, or refused the client for a reason of its own. */
    public void connected() {
        if (breaker != null) {
            breaker.succeeded(System.nanoTime() - sinceNanos);
        }
        admission.stopConnecting();
    }

    /** No endpoint was willing. */
    public void failed() {
        if (breaker != null) {
            breaker.failed(System.nanoTime() - sinceNanos);
        }
        admission.stopConnecting();
    }

    /** The client left before it was known. */
    public void abandoned() {
        if (breaker != null) {
            breaker.abandoned();
        }
        admission.stopConnecting();
    }
}
