package io.tidegate.route;

import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig;
import io.tidegate.config.RouteConfig;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterTypes;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.QueryParameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All routes of a configuration. Shared, immutable; replaced as a whole. */
public final class RouteTable {
    private final List<Route> routes;
    private final Map<String, Route> byName = new HashMap<>();
    private final RouteIndex index;
    private final Set<String> secretParameters;

    /**
     * A handshake's route.
     *
     * @param segments what the named segments of the route's path stand for, as in the request
     */
    public record Match(Route route, Map<String, String> segments) {}

    private RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
        routes.forEach(route -> byName.put(route.name(), route));
        this.secretParameters = routes.stream()
                .flatMap(route -> route.filters().stream())
                .flatMap(factory -> factory.secretParameters().stream())
                .collect(Collectors.toUnmodifiableSet());
        List<Route> sorted =
                routes.stream().sorted(Precedence.MOST_SPECIFIC_FIRST).toList();
        this.index = new RouteIndex(IntStream.range(0, sorted.size())
                .mapToObj(rank -> new RankedRoute(rank, sorted.get(rank)))
                .toList());
    }

    /**
     * Makes the routes and their filters.
     *
     * @throws ConfigException with every fault of every route
     */
    public static RouteTable of(GatewayConfig config, FilterTypes types) {
        return of(config.routes().values(), types);
    }

    /**
     * Makes routes, if it is only to see whether they can be made.
     *
     * @throws ConfigException with every fault of every route
     */
    public static RouteTable of(Iterable<RouteConfig> configs, FilterTypes types) {
        return new RouteTable(List.of()).next(configs, types);
    }

    /**
     * The table of another configuration. A route whose configuration is equal stays the same object, a filter factory of
     * a route of the same name likewise, and so what they count and limit goes on.
     *
     * @throws ConfigException with every fault of every route
     */
    public RouteTable next(Iterable<RouteConfig> configs, FilterTypes types) {
        var faults = new AllFaults();
        List<Route> next = new ArrayList<>();
        for (RouteConfig config : configs) {
            Route before = byName.get(config.name());
            Route route = before != null && before.config().equals(config)
                    ? before
                    : faults.orNull("", () -> Route.of(config, types, before));
            if (route != null) {
                next.add(route);
            }
        }
        faults.refuseIfAny();
        return new RouteTable(next);
    }

    /**
     * Tells the routes of this table what has become of them, since {@code next} is in use.
     *
     * @return those that were changed or removed
     */
    public List<RouteChange> becomes(RouteTable next) {
        List<RouteChange> changes = new ArrayList<>();
        for (Route route : routes) {
            Route now = next.byName.get(route.name());
            if (now != route) {
                RouteChange change = now == null ? RouteChange.removed(route) : RouteChange.changed(route, now);
                route.becomes(change);
                changes.add(change);
                changes.addAll(route.legsBecome(now));
            }
        }
        Set<FilterFactory> stay = next.factories();
        stay.retainAll(factories());
        next.factories().stream().filter(factory -> !stay.contains(factory)).forEach(FilterFactory::start);
        factories().stream().filter(factory -> !stay.contains(factory)).forEach(FilterFactory::close);
        return changes;
    }

    /** The most specific route that takes {@code handshake}, or null if none does. */
    public @Nullable Match find(Handshake handshake) {
        List<String> segments = PathText.split(handshake.path());
        Route route = index.find(handshake, segments);
        return route == null ? null : new Match(route, route.path().captured(segments));
    }

    /** What filters need beside themselves begins: the table is in use. */
    public void start() {
        factories().forEach(FilterFactory::start);
    }

    /** And ends: nobody uses it any more. */
    public void close() {
        factories().forEach(FilterFactory::close);
    }

    /** The query less what must not be logged. */
    public @Nullable String withoutSecrets(@Nullable String query) {
        return query == null ? null : QueryParameters.without(query, secretParameters);
    }

    private Set<FilterFactory> factories() {
        Set<FilterFactory> factories = Collections.newSetFromMap(new IdentityHashMap<>());
        routes.forEach(route -> factories.addAll(route.filters()));
        return factories;
    }

    /** In the order of the file. */
    public List<Route> routes() {
        return routes;
    }
}
