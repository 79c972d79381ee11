package io.tidegate.upstream;

import io.tidegate.protocol.Handshake;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The cheaper of two endpoints drawn at random by weight: nearly as even as looking at all of them, and nodes that know
 * nothing of each other do not all run to the same one (Mitzenmacher, The Power of Two Choices in Randomized Load
 * Balancing, 2001).
 */
final class TwoChoices implements Balancer {
    /** After so many draws in vain, enough to find one in four, all are looked at. */
    private static final int MOST_DRAWS = 16;

    private final WeightTable table;
    private final ToDoubleFunction<Endpoint> cost;

    private TwoChoices(List<Endpoint> endpoints, ToDoubleFunction<Endpoint> cost) {
        this.table = new WeightTable(endpoints);
        this.cost = cost;
    }

    /** Cheap is what has few sessions for its weight. */
    static TwoChoices bySessions(List<Endpoint> endpoints) {
        return new TwoChoices(endpoints, LeastSessions::load);
    }

    /** Cheap is what connects fast and has few sessions for its weight. */
    static TwoChoices byLatency(List<Endpoint> endpoints) {
        return new TwoChoices(endpoints, TwoChoices::latencyCost);
    }

    @Override
    public @Nullable Endpoint choose(Handshake handshake, Map<String, String> segments, Set<Endpoint> passed) {
        Endpoint first = draw(null, passed);
        Endpoint second = first == null ? null : draw(first, passed);
        if (first == null || second == null) {
            return first;
        }
        return cost.applyAsDouble(second) < cost.applyAsDouble(first) ? second : first;
    }

    /**
     * One that was not heard of yet is free, so that it is drawn on; but while its first session is being connected it is
     * the dearest, so that not everyone waits for an endpoint that may be dead.
     */
    private static double latencyCost(Endpoint endpoint) {
        int sessions = endpoint.sessions();
        if (!endpoint.latency().observed()) {
            return sessions == 0 ? 0 : Double.MAX_VALUE;
        }
        return endpoint.latency().nanos(System.nanoTime()) * (sessions + 1.0) / endpoint.weight();
    }

    private @Nullable Endpoint draw(@Nullable Endpoint other, Set<Endpoint> passed) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int draws = table.length() == 0 ? 0 : MOST_DRAWS;
        for (int i = 0; i < draws; i++) {
            Endpoint endpoint = table.at(random.nextInt(table.length()));
            if (endpoint != other && !passed.contains(endpoint)) {
                return endpoint;
            }
        }
        return anyUsable(other, passed);
    }

    /** The first from a random one on. */
    private @Nullable Endpoint anyUsable(@Nullable Endpoint other, Set<Endpoint> passed) {
        List<Endpoint> endpoints = table.endpoints();
        int start = endpoints.isEmpty() ? 0 : ThreadLocalRandom.current().nextInt(endpoints.size());
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get((start + i) % endpoints.size());
            if (endpoint != other && !passed.contains(endpoint)) {
                return endpoint;
            }
        }
        return null;
    }
}
