package io.tidegate.upstream;

import io.tidegate.config.UpstreamConfig;
import io.tidegate.protocol.Handshake;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Chooses one of the endpoints that it was made for. Shared by all loops, without locks. */
interface Balancer {
    /**
     * One that is not passed over; null if there is none.
     *
     * @param segments named segments of the route's path
     * @param passed endpoints that are not to be chosen
     */
    @Nullable
    Endpoint choose(Handshake handshake, Map<String, String> segments, Set<Endpoint> passed);

    /**
     * The balancer that {@code config} asks for.
     *
     * @param endpoints each of a weight above 0
     * @param turns the position of those that take turns; goes on from one balancer to the next
     */
    static Balancer of(UpstreamConfig config, List<Endpoint> endpoints, AtomicInteger turns) {
        return switch (config.balance()) {
            case ROUND_ROBIN -> new RoundRobin(endpoints, turns);
            case LEAST_SESSIONS -> new LeastSessions(endpoints, turns);
            case RANDOM_TWO -> TwoChoices.bySessions(endpoints);
            case LEAST_LATENCY -> TwoChoices.byLatency(endpoints);
            case HASH -> new HashRing(config, endpoints);
        };
    }
}
