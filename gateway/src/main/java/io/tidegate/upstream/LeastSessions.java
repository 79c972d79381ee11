package io.tidegate.upstream;

import io.tidegate.protocol.Handshake;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint with the fewest sessions for its weight. Equal ones take turns by weight, so that short sessions on an idle
 * upstream are spread too.
 */
final class LeastSessions implements Balancer {
    private static final int GOLDEN_RATIO =
            0x9E3779B9; // of 2^32: its multiples fill the range evenly (Knuth, TAOCP 6.4)

    private final List<Endpoint> endpoints;
    private final AtomicInteger turns;

    LeastSessions(List<Endpoint> endpoints, AtomicInteger turns) {
        this.endpoints = endpoints;
        this.turns = turns;
    }

    @Override
    public @Nullable Endpoint choose(Handshake handshake, Map<String, String> segments, Set<Endpoint> passed) {
        Endpoint least = null;
        double leastLoad = Double.POSITIVE_INFINITY;
        int equalWeights = 0;
        for (Endpoint endpoint : endpoints) {
            double load = load(endpoint);
            if (load > leastLoad || passed.contains(endpoint)) {
                continue;
            }
            if (load < leastLoad) {
                least = endpoint;
                leastLoad = load;
                equalWeights = 0;
            }
            equalWeights += endpoint.weight();
        }
        return least == null || equalWeights == least.weight()
                ? least
                : takeTurn(least, leastLoad, equalWeights, passed);
    }

    static double load(Endpoint endpoint) {
        return (double) endpoint.sessions() / endpoint.weight();
    }

    /** @return {@code least} if the others have taken sessions meanwhile */
    private Endpoint takeTurn(Endpoint least, double leastLoad, int equalWeights, Set<Endpoint> passed) {
        long turn = Integer.toUnsignedLong(turns.getAndIncrement() * GOLDEN_RATIO);
        long position = (turn * equalWeights) >>> Integer.SIZE;
        for (Endpoint endpoint : endpoints) {
            if (load(endpoint) <= leastLoad && !passed.contains(endpoint)) {
                position -= endpoint.weight();
                if (position < 0) {
                    return endpoint;
                }
            }
        }
        return least;
    }
}
