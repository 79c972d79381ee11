package io.tidegate.route;

import io.tidegate.config.AllFaults;
import io.tidegate.config.ByteSize;
import io.tidegate.config.Check;
import io.tidegate.config.CompressionConfig;
import io.tidegate.config.ConfigException;
import io.tidegate.config.FilterConfig;
import io.tidegate.config.LegConfig;
import io.tidegate.config.RequestKey;
import io.tidegate.config.RouteConfig;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.MessageFilter;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.RequestKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What maps a handshake to an upstream. Shared: a session holds its route, not the table. Immutable, but for what a reload
 * makes of it.
 */
public final class Route {
    private final RouteConfig config;
    private final PathPattern path;
    private final HostPattern host;
    private final Conditions conditions;
    private final Rewrite rewrite;
    private final List<FilterFactory> filters;
    private final List<String> filterNames;
    private final @Nullable Split split;
    private final SessionLimits limits;
    private final List<Leg> legs;
    private final boolean readsMessages;
    private final boolean mayDrop;
    private final boolean[] handshakeFilters; // written by the loops, each for itself
    private volatile @Nullable RouteChange change;

    private Route(RouteConfig config, Where where, Rewrite rewrite, List<FilterFactory> filters, List<Leg> legs) {
        this.config = config;
        this.path = where.path();
        this.host = where.host();
        this.conditions = where.conditions();
        this.rewrite = rewrite;
        this.filters = List.copyOf(filters);
        this.filterNames = config.filters().stream().map(FilterConfig::type).toList();
        this.limits = SessionLimits.of(config);
        this.legs = List.copyOf(legs);
        this.split = config.split().isEmpty() ? null : new Split(config.split());
        this.readsMessages = reads(config, filters);
        this.mayDrop = config.resume() != null || filters.stream().anyMatch(FilterFactory::mayDrop);
        this.handshakeFilters = new boolean[filters.size()];
    }

    /** Which handshakes. */
    private record Where(PathPattern path, HostPattern host, Conditions conditions) {}

    /**
     * Makes a route.
     *
     * @param before the route of that name until now, whose filter factories stay where their configuration is equal; null
     *     if there is none
     * @throws ConfigException with every fault of the route; each starts with the full key, {@code routes.chat.match.path}
     */
    static Route of(RouteConfig config, FilterTypes types, @Nullable Route before) {
        return of("routes." + config.name() + ".", config, types, before);
    }

    private static Route of(String at, RouteConfig config, FilterTypes types, @Nullable Route before) {
        var faults = new AllFaults();
        PathPattern path = faults.orNull(
                at + "match.", () -> PathPattern.parse(config.match().path()));
        HostPattern host = faults.orNull(
                at + "match.", () -> HostPattern.parse(config.match().host()));
        Conditions conditions = faults.orNull(at + "match.", () -> new Conditions(config.match()));
        Rewrite rewrite =
                path == null ? null : faults.orNull(at + "rewrite.", () -> Rewrite.of(config.rewrite(), path));
        if (path != null) {
            faults.orNull(at, () -> checkSplitBy(config.splitBy(), path));
        }
        List<FilterFactory> filters = filters(at, config.filters(), types, before, faults);
        faults.orNull(at, () -> checkReading(config, filters));
        if (path != null && filters.size() == config.filters().size()) {
            faults.orNull(at, () -> checkKeys(config, filters, path));
        }
        boolean whole = host != null && conditions != null && rewrite != null;
        List<Leg> legs = whole && path != null
                ? legs(at, config, path, types, before, faults)
                : List.of(); // no fault is told twice
        faults.refuseIfAny();
        var where = new Where(known(path), known(host), known(conditions));
        return new Route(config, where, known(rewrite), filters, legs);
    }

    public RouteConfig config() {
        return config;
    }

    public String name() {
        return config.name();
    }

    public SessionLimits limits() {
        return limits;
    }

    /** Upstreams beside the route's own, in the order in which they are asked. */
    public List<Leg> legs() {
        return legs;
    }

    /** Whether handshakes get 503 with {@link RouteConfig#maintenanceText}. */
    public boolean inMaintenance() {
        return config.mode() == RouteConfig.Mode.MAINTENANCE;
    }

    /** The leg of that name; null if there is none. */
    public @Nullable Leg leg(String name) {
        for (Leg leg : legs) {
            if (leg.name().equals(name)) {
                return leg;
            }
        }
        return null;
    }

    /** In the order of the configuration. */
    public List<FilterFactory> filters() {
        return filters;
    }

    /** The filters of one session, made on its event loop. */
    public FilterChain newFilters(FilterContext context) {
        List<Filter> made = new ArrayList<>(filters.size());
        for (int place = 0; place < filters.size(); place++) {
            made.add(newFilter(place, context));
        }
        return new FilterChain(made, filterNames, context.verdicts());
    }

    /** What the configuration calls the filters. */
    List<String> filterNames() {
        return filterNames;
    }

    /** What a reload made of this route; null while it is as it was. */
    public @Nullable RouteChange change() {
        return change;
    }

    Filter newFilter(int place, FilterContext context) {
        FilterFactory factory = filters.get(place);
        Filter filter = factory.newFilter(context);
        if (filter instanceof MessageFilter && !factory.readsMessages() && !context.readsMessages()) {
            throw new IllegalStateException(
                    filter.getClass().getName() + " reads messages, and its factory does not say so");
        }
        if (filter instanceof HandshakeFilter && !handshakeFilters[place]) {
            handshakeFilters[place] = true;
        }
        return filter;
    }

    /** Whether the filter at {@code place} has shown itself to judge handshakes, on the loop that asks. */
    boolean judgesHandshakes(int place) {
        return handshakeFilters[place];
    }

    /** Sessions that are opened from now on look at {@code becomes}; those that are open are to be told. */
    void becomes(RouteChange becomes) {
        change = becomes;
    }

    /** Tells the routes of its legs what has become of them. When the route itself is gone, they go with it. */
    List<RouteChange> legsBecome(@Nullable Route next) {
        List<RouteChange> changes = new ArrayList<>();
        for (Leg leg : next == null ? List.<Leg>of() : legs) {
            Leg now = known(next).leg(leg.name());
            if (now == null || now.route() != leg.route()) {
                RouteChange change =
                        now == null ? RouteChange.removed(leg.route()) : RouteChange.changed(leg.route(), now.route());
                leg.route().becomes(change);
                changes.add(change);
            }
        }
        return changes;
    }

    /** Whether new sessions may go to {@code upstream}. */
    boolean leadsTo(@Nullable String upstream) {
        return upstream != null
                && (upstream.equals(config.upstream()) || config.split().getOrDefault(upstream, 0) > 0);
    }

    /** Whether messages may be left out, or go to another endpoint, so that no compression context may outlive one. */
    public boolean mayDrop() {
        return mayDrop;
    }

    /** Whether a filter, a dead letter, a slow consumer or a recording needs messages whole, so that sessions take them apart. */
    public boolean readsMessages() {
        return readsMessages;
    }

    /** How messages are compressed, if they are read. */
    public CompressionConfig compression() {
        return Objects.requireNonNullElse(config.compression(), CompressionConfig.STANDARD);
    }

    /**
     * Where the session goes: the same upstream for the same user, if there are several. Not to be asked in maintenance.
     *
     * @param segments named segments, as in {@link RouteTable.Match}
     */
    public String upstreamFor(Handshake handshake, Map<String, String> segments) {
        return split == null
                ? known(config.upstream())
                : split.upstreamOf(RequestKeys.valueOrClientAddress(config.splitBy(), handshake, segments));
    }

    /**
     * The path that the endpoint is asked for.
     *
     * @param matched the path of the handshake
     * @param segments named segments, as in {@link RouteTable.Match}
     */
    public String rewrite(String matched, Map<String, String> segments) {
        return rewrite.apply(matched, segments);
    }

    PathPattern path() {
        return path;
    }

    HostPattern host() {
        return host;
    }

    Conditions conditions() {
        return conditions;
    }

    private static RequestKey checkSplitBy(RequestKey key, PathPattern path) {
        Check.that(isThere(key, path), "split-by must name a segment of match.path, got " + key);
        return key;
    }

    private static RouteConfig checkKeys(RouteConfig config, List<FilterFactory> filters, PathPattern path) {
        for (int place = 0; place < filters.size(); place++) {
            for (RequestKey key : filters.get(place).requestKeys()) {
                String at =
                        "filters[" + place + "]." + config.filters().get(place).type();
                Check.that(isThere(key, path), at + " must only use named segments of match.path, got " + key);
            }
        }
        return config;
    }

    /** Whether requests on {@code path} can have such a value. */
    private static boolean isThere(RequestKey key, PathPattern path) {
        return key.kind() != RequestKey.Kind.SEGMENT || path.names(key.name());
    }

    /** What only says how messages are read must not stand where nobody reads them. */
    private static RouteConfig checkReading(RouteConfig config, List<FilterFactory> filters) {
        boolean filtered = filters.stream().anyMatch(FilterFactory::readsMessages);
        boolean doubtful = filters.size() < config.filters().size(); // one is at fault itself
        boolean read = reads(config, filters);
        Check.that(
                read || doubtful || config.compression() == null,
                "compression must not be set without legs, a filter or a slow-consumer that reads messages");
        Check.that(
                filtered || doubtful || config.messageTimeout() == null,
                "message-timeout must not be set without a filter that reads messages");
        ByteSize budget = config.memoryBudget().session();
        Check.that(
                !read || budget.bytes() >= 2 * config.maxMessage().bytes(),
                "memory-budget.session must be at least twice max-message where messages are read, got " + budget
                        + " with max-message: " + config.maxMessage());
        return config;
    }

    private static boolean reads(RouteConfig config, List<FilterFactory> filters) {
        boolean forDeadLetters =
                config.deadLetters() != null && config.deadLetters().readsMessages();
        boolean forRecording = config.resume() != null && config.resume().records();
        return forDeadLetters
                || forRecording
                || config.slowConsumer().policy().queues()
                || !config.legs().isEmpty()
                || filters.stream().anyMatch(FilterFactory::readsMessages);
    }

    /** The route of a leg whose configuration is equal stays the same object, as that of a route does. */
    private static List<Leg> legs(
            String at,
            RouteConfig config,
            PathPattern path,
            FilterTypes types,
            @Nullable Route before,
            AllFaults faults) {
        List<Leg> legs = new ArrayList<>(config.legs().size());
        for (LegConfig leg : config.legs().values()) {
            RouteConfig ofLeg = config.ofLeg(leg);
            Leg known = before == null ? null : before.leg(leg.name());
            Route route = known != null && known.route().config.equals(ofLeg)
                    ? known.route()
                    : faults.orNull("", () -> of(at + "legs." + leg.name() + ".", ofLeg, types, null));
            LegRule rule = faults.orNull(at + "legs." + leg.name() + ".when.", () -> LegRule.of(leg.when(), path));
            if (route != null && rule != null) {
                legs.add(new Leg(leg, rule, route));
            }
        }
        return legs;
    }

    private static List<FilterFactory> filters(
            String at, List<FilterConfig> configs, FilterTypes types, @Nullable Route before, AllFaults faults) {
        List<FilterFactory> factories = new ArrayList<>(configs.size());
        int[] origins = RouteChange.origins(before == null ? List.of() : before.config.filters(), configs);
        for (int i = 0; i < configs.size(); i++) {
            FilterConfig config = configs.get(i);
            if (config.isFaulty()) {
                continue;
            }
            int origin = origins[i];
            FilterFactory factory = before != null && origin >= 0
                    ? before.filters.get(origin)
                    : faults.orNull(at + "filters[" + i + "].", () -> types.configure(config));
            if (factory != null) {
                factories.add(factory);
            }
        }
        return factories;
    }

    private static <T> T known(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
