package io.tidegate.upstream;

import io.tidegate.protocol.Handshake;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Each endpoint in turn, exactly by weight in every round of as many choices as the weights sum up to. Within a round an
 * endpoint's turns are spread out: positions follow each other at the golden ratio of the round's length (a Weyl
 * sequence; the three-distance theorem keeps its gaps even), which needs no table of turns however large the weights.
 */
final class RoundRobin implements Balancer {
    private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

    private final WeightTable table;
    private final int stride;
    private final AtomicInteger turns;

    RoundRobin(List<Endpoint> endpoints, AtomicInteger turns) {
        this.table = new WeightTable(endpoints);
        this.stride = stride(table.length());
        this.turns = turns;
    }

    @Override
    public @Nullable Endpoint choose(Handshake handshake, Map<String, String> segments, Set<Endpoint> passed) {
        int attempts = Math.min(table.length(), 4 * table.endpoints().size());
        for (int i = 0; i < attempts; i++) {
            Endpoint endpoint = table.at(nextPosition()); // one that is skipped uses up its turn: its share goes to all
            if (!passed.contains(endpoint)) {
                return endpoint;
            }
        }
        return firstUsable(passed);
    }

    /** Where most are down or passed, so that turns are not worth waiting for. */
    private @Nullable Endpoint firstUsable(Set<Endpoint> passed) {
        for (Endpoint endpoint : table.endpoints()) {
            if (!passed.contains(endpoint)) {
                return endpoint;
            }
        }
        return null;
    }

    private int nextPosition() {
        int length = table.length();
        int turn = turns.getAndUpdate(before -> before + 1 >= 0 && before + 1 < length ? before + 1 : 0);
        return (int) Math.floorMod((long) turn * stride, (long) length);
    }

    /** The number nearest to the golden section of {@code length} that shares no divisor with it. */
    private static int stride(int length) {
        int golden = (int) Math.round(length * GOLDEN_RATIO);
        for (int distance = 0; distance < length; distance++) {
            if (WeightTable.commonDivisor(length, golden + distance) == 1) {
                return golden + distance;
            }
            if (golden > distance && WeightTable.commonDivisor(length, golden - distance) == 1) {
                return golden - distance;
            }
        }
        return 1;
    }
}
