package io.tidegate.upstream;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One search for an endpoint that has a place, and why the others had none. Confined. */
final class EndpointSearch {
    private final Upstream upstream;
    private final Applicant applicant;
    private final Set<Endpoint> tried;
    private final long nowNanos = System.nanoTime();
    private boolean starting;
    private boolean busy;
    private long paceNanos;
    private @Nullable Endpoint soonest; // by its pace

    /** @param tried are not looked at */
    EndpointSearch(Upstream upstream, Applicant applicant, Set<Endpoint> tried) {
        this.upstream = upstream;
        this.applicant = applicant;
        this.tried = tried;
    }

    /** Takes a place; null if there is none. Those that start slowly have only their share, unless nobody else is left. */
    @Nullable
    Endpoint find() {
        Endpoint found = enterOne(false);
        return found == null && starting ? enterOne(true) : found;
    }

    /**
     * After {@link #find} found none: takes a place at the endpoint whose pace allows a connection first, and its next turn.
     *
     * @param mostNanos until that turn
     * @return null if none has a turn so soon
     */
    @Nullable
    Turn findLater(long mostNanos) {
        if (soonest == null || paceNanos > mostNanos) {
            return null;
        }
        long nanos = soonest.tryEnterLater(upstream.config(), nowNanos);
        return nanos < 0 ? null : new Turn(soonest, nanos);
    }

    /** Whether there would have been one but for its limits. */
    boolean isBusy() {
        return busy;
    }

    /** When the pace of one allows a connection; 0 if that is not why. */
    long paceNanos() {
        return paceNanos;
    }

    private @Nullable Endpoint enterOne(boolean urgent) {
        Endpoint next = choose(tried);
        if (next == null || enters(next, urgent)) {
            return next; // most searches end here and need no set
        }
        Set<Endpoint> passed = new HashSet<>(tried);
        do {
            passed.add(next);
            next = choose(passed);
        } while (next != null && !enters(next, urgent));
        return next;
    }

    private @Nullable Endpoint choose(Set<Endpoint> passed) {
        return upstream.choose(applicant.handshake(), applicant.segments(), passed);
    }

    private boolean enters(Endpoint next, boolean urgent) {
        return switch (next.tryEnter(upstream.config(), urgent, nowNanos)) {
            case ENTERED -> true;
            case STARTING -> {
                starting = true;
                yield false;
            }
            case FULL -> {
                busy = true;
                yield false;
            }
            case TOO_FAST -> {
                busy = true;
                long nanos = Math.max(1, next.paceNanos(nowNanos));
                if (paceNanos == 0 || nanos < paceNanos) {
                    paceNanos = nanos;
                    soonest = next;
                }
                yield false;
            }
        };
    }
}
