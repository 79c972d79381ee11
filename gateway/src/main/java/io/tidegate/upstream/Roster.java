package io.tidegate.upstream;

import io.tidegate.config.UpstreamConfig;
import io.tidegate.upstream.EndpointCondition.Health;
import io.tidegate.upstream.EndpointCondition.Mode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one moment and who of them may be chosen. Immutable, made anew when an endpoint's condition changes.
 *
 * @param endpoints all, in the order of the configuration
 * @param up those that are ready and up
 * @param inUse those that new sessions go to
 * @param panic whether so few are up that health is overridden
 * @param byCookie where the clients of each cookie go back to
 * @param cookies of all endpoints, whether clients may go back there now or not
 */
record Roster(
        List<Endpoint> endpoints,
        List<Endpoint> up,
        List<Endpoint> inUse,
        boolean panic,
        Balancer balancer,
        Map<String, Endpoint> byCookie,
        Set<String> cookies) {

    /** @param turns position of the balancers that take turns; kept from one roster to the next */
    static Roster of(
            UpstreamConfig config, List<Endpoint> endpoints, AtomicInteger turns, @Nullable StickyCookie sticky) {
        List<Endpoint> group = group(endpoints);
        List<Endpoint> healthy = only(group, Roster::isUp);
        boolean panic = healthy.size() * 100L < (long) config.panicThreshold() * group.size();
        List<Endpoint> inUse = panic ? group : healthy;
        List<Endpoint> weighted = only(inUse, endpoint -> endpoint.weight() > 0);
        List<Endpoint> returnable =
                only(endpoints, endpoint -> takesBack(endpoint) && (isUp(endpoint) || inUse.contains(endpoint)));
        return new Roster(
                endpoints,
                only(endpoints, Endpoint::takesSessions),
                weighted,
                panic,
                Balancer.of(config, weighted, turns),
                sticky == null ? Map.of() : sticky.byValue(returnable),
                sticky == null ? Set.of() : sticky.byValue(endpoints).keySet());
    }

    /** The primaries; the backups if only those have one that is up; all if none is. */
    private static List<Endpoint> group(List<Endpoint> endpoints) {
        List<Endpoint> members = only(endpoints, Endpoint::isReady);
        List<Endpoint> primaries = only(members, endpoint -> !endpoint.config().backup());
        List<Endpoint> backups = only(members, endpoint -> endpoint.config().backup());
        if (isAnyUp(primaries)) {
            return primaries;
        }
        return isAnyUp(backups) ? backups : members;
    }

    /** Of one without weight there is nothing to take. */
    private static boolean isAnyUp(List<Endpoint> endpoints) {
        return endpoints.stream().anyMatch(endpoint -> isUp(endpoint) && endpoint.weight() > 0);
    }

    private static boolean isUp(Endpoint endpoint) {
        return endpoint.condition().health() == Health.UP;
    }

    private static boolean takesBack(Endpoint endpoint) {
        return !endpoint.address().isUnresolved() && endpoint.condition().mode() != Mode.MAINTENANCE;
    }

    private static List<Endpoint> only(List<Endpoint> endpoints, Predicate<Endpoint> which) {
        return endpoints.stream().filter(which).toList();
    }
}
