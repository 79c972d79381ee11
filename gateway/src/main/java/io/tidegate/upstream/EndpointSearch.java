package io.tidegate.upstream;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One search for an endpoint that has a place, and why the others had none. Confined. */
final class EndpointSearch {
    private final Upstream upstream;
    private final Applicant applicant;
    private final Set<Endpoint> passed;
    private final Set<Endpoint> starting = new HashSet<>(4);
    private final long nowNanos = System.nanoTime();
    private boolean busy;
    private long paceNanos;

    /** @param tried are not looked at */
    EndpointSearch(Upstream upstream, Applicant applicant, Set<Endpoint> tried) {
        this.upstream = upstream;
        this.applicant = applicant;
        this.passed = new HashSet<>(tried);
    }

    /** Takes a place; null if there is none. Those that start slowly have only their share, unless nobody else is left. */
    @Nullable
    Endpoint find() {
        Endpoint found = enterOne(false);
        if (found == null && !starting.isEmpty()) {
            passed.removeAll(starting);
            found = enterOne(true);
        }
        return found;
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
        Endpoint next = upstream.choose(applicant.handshake(), applicant.segments(), passed);
        while (next != null) {
            switch (next.tryEnter(upstream.config(), urgent, nowNanos)) {
                case ENTERED -> {
                    return next;
                }
                case STARTING -> starting.add(next);
                case FULL -> busy = true;
                case TOO_FAST -> {
                    busy = true;
                    long nanos = Math.max(1, next.paceNanos(nowNanos));
                    paceNanos = paceNanos == 0 ? nanos : Math.min(paceNanos, nanos);
                }
            }
            passed.add(next);
            next = upstream.choose(applicant.handshake(), applicant.segments(), passed);
        }
        return null;
    }
}
