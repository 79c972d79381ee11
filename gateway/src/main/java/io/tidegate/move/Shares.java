package io.tidegate.move;

import io.tidegate.config.Percentage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sessions of the endpoints of one upstream, held against the share that each should have by its weight. Immutable.
 *
 * @param <E> what stands for an endpoint
 */
final class Shares<E> {
    /**
     * What an endpoint has.
     *
     * @param weight at least 1
     */
    record Load<E>(E endpoint, int sessions, int weight) {}

    private static final double MILLION = 1_000_000;

    private final List<Load<E>> loads;
    private final double sessionsPerWeight;

    Shares(List<Load<E>> loads) {
        this.loads = List.copyOf(loads);
        int sessions = loads.stream().mapToInt(Load::sessions).sum();
        int weight = loads.stream().mapToInt(Load::weight).sum();
        this.sessionsPerWeight = weight == 0 ? 0 : (double) sessions / weight;
    }

    /**
     * How many sessions each has that has more than its share and {@code threshold} of it, beyond that. Nobody has too many
     * who has its share, rounded up: fewer could not be had everywhere.
     */
    Map<E, Integer> excess(Percentage threshold) {
        double factor = 1 + threshold.millionths() / MILLION;
        Map<E, Integer> excess = new HashMap<>();
        for (Load<E> load : loads) {
            double share = load.weight() * sessionsPerWeight;
            int most = (int) Math.max(Math.ceil(share), Math.floor(share * factor));
            if (load.sessions() > most) {
                excess.put(load.endpoint(), load.sessions() - most);
            }
        }
        return excess;
    }

    /** Those that have their share, and should not get more. */
    Set<E> full() {
        Set<E> full = new HashSet<>();
        for (Load<E> load : loads) {
            if (load.sessions() >= load.weight() * sessionsPerWeight) {
                full.add(load.endpoint());
            }
        }
        return full;
    }
}
