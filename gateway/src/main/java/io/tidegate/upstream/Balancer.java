package io.tidegate.upstream;

import io.tidegate.config.UpstreamConfig;
import io.tidegate.protocol.Handshake;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses one of the endpoints that it was made for. Shared by all loops, without locks. */
interface Balancer {
    /**
     * An endpoint that takes sessions and was not tried yet, never one of weight 0; null if there is none.
     *
     * @param segments named segments of the route's path
     */
    @Nullable
    Endpoint choose(Handshake handshake, Map<String, String> segments, Set<Endpoint> tried);

    /** The balancer that {@code config} asks for, over one state of its endpoints. */
    static Balancer of(UpstreamConfig config, List<Endpoint> endpoints) {
        List<Endpoint> weighted =
                endpoints.stream().filter(endpoint -> endpoint.weight() > 0).toList();
        return switch (config.balance()) {
            case ROUND_ROBIN -> new RoundRobin(weighted);
            case LEAST_SESSIONS -> new LeastSessions(weighted);
            case RANDOM_TWO -> TwoChoices.bySessions(weighted);
            case LEAST_LATENCY -> TwoChoices.byLatency(weighted);
            case HASH -> new HashRing(config, weighted);
        };
    }

    static boolean usable(Endpoint endpoint, Set<Endpoint> tried) {
        return endpoint.takesSessions() && !tried.contains(endpoint);
    }
}
