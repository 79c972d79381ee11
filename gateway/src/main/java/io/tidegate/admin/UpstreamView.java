package io.tidegate.admin;

import io.netty.util.NetUtil;
import io.tidegate.config.Units;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.upstream.EndpointCondition;
import io.tidegate.upstream.Upstream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upstream at one moment.
 *
 * @param balance as in the configuration
 * @param sessions open or being opened
 * @param connecting handshakes that are being connected
 * @param waiting handshakes in its waiting room
 * @param panic whether so few endpoints are up that health is overridden
 * @param circuit state of its circuit breaker
 */
record UpstreamView(
        String name,
        String balance,
        int sessions,
        int maxSessions,
        int connecting,
        int waiting,
        boolean panic,
        String circuit,
        List<Endpoint> endpoints) {
    /**
     * One of its endpoints.
     *
     * @param address as resolved, or the configured name while it is not
     * @param state what follows from mode and health
     * @param offered whether new sessions go there
     * @param reason why it is not up
     * @param since since when its health is what it is
     * @param starting whether it has less than its full share, because it came back
     * @param sessions open or being opened
     * @param maxSessions its own, if it has one
     * @param rttMicros mean round trip of pings to it, the latest ones above all; absent if there was none
     * @param warmConnections kept ready for sessions
     */
    record Endpoint(
            String id,
            String address,
            String state,
            boolean offered,
            String mode,
            String health,
            @Nullable String reason,
            Instant since,
            int weight,
            boolean backup,
            boolean starting,
            int sessions,
            @Nullable Integer maxSessions,
            @Nullable Long rttMicros,
            int warmConnections,
            long ejections) {

        static Endpoint of(Upstream upstream, io.tidegate.upstream.Endpoint endpoint, Telemetry telemetry) {
            EndpointCondition condition = endpoint.condition();
            return new Endpoint(
                    endpoint.id(),
                    addressOf(endpoint),
                    Units.kebab(endpoint.state().name()),
                    upstream.offersTo(endpoint),
                    Units.kebab(condition.mode().name()),
                    Units.kebab(condition.health().name()),
                    condition.reason().isEmpty() ? null : condition.reason(),
                    condition.since(),
                    endpoint.weight(),
                    endpoint.config().backup(),
                    endpoint.isStarting(),
                    endpoint.sessions(),
                    endpoint.config().maxSessions(),
                    telemetry.rttMicros(upstream.name(), endpoint.id()),
                    endpoint.warmConnections(),
                    endpoint.ejections());
        }

        private static String addressOf(io.tidegate.upstream.Endpoint endpoint) {
            InetSocketAddress address = endpoint.address();
            return address.isUnresolved() ? address.toString() : NetUtil.toSocketAddressString(address);
        }
    }

    static UpstreamView of(Upstream upstream, Telemetry telemetry) {
        return new UpstreamView(
                upstream.name(),
                Units.kebab(upstream.config().balance().name()),
                upstream.sessions(),
                upstream.config().maxSessions(),
                upstream.admission().connecting(),
                upstream.admission().waiting(),
                upstream.isInPanic(),
                upstream.breakerState(),
                upstream.endpoints().stream()
                        .map(endpoint -> Endpoint.of(upstream, endpoint, telemetry))
                        .toList());
    }
}
