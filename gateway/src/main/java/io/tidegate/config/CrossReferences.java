package io.tidegate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names in one place of the configuration that must exist in another. */
final class CrossReferences {
    private static final String AUDIT = "audit";
    private static final String DEAD_LETTERS = "dead-letters";
    private static final String REDIS = "redis";
    private static final String TRACE = "trace";
    private static final String TRACING = "tracing";
    private static final String AT_START = ", and that since the start of the gateway";
    private static final String NO_RECEIVER = " must have tracing with a receiver at the top level" + AT_START;

    private CrossReferences() {}

    /**
     * One sentence a fault, each starting with the full key, {@code routes.chat.upstream}.
     *
     * @param given keys of the top level, of those that lines or spans are written to or limits are shared through
     */
    static List<String> faults(
            Set<String> listeners, Set<String> upstreams, Set<String> given, Map<String, RouteConfig> routes) {
        List<String> faults = new ArrayList<>();
        if (listeners.isEmpty()) {
            faults.add("listeners must have at least one entry");
        }
        routes.forEach((name, route) -> {
            String at = "routes." + name;
            String upstream = route.upstream();
            if (upstream != null && !upstreams.contains(upstream)) {
                faults.add(
                        at + ".upstream must name an upstream, got " + upstream + Suggestion.of(upstream, upstreams));
            }
            for (String part : route.split().keySet()) {
                if (!upstreams.contains(part)) {
                    faults.add(at + ".split." + part + " must be the name of an upstream"
                            + Suggestion.of(part, upstreams));
                }
            }
            route.legs().forEach((leg, config) -> {
                if (!upstreams.contains(config.upstream())) {
                    faults.add(at + ".legs." + leg + ".upstream must name an upstream, got " + config.upstream()
                            + Suggestion.of(config.upstream(), upstreams));
                }
            });
            for (String listener : route.match().listeners()) {
                if (!listeners.contains(listener)) {
                    faults.add(at + ".match.listeners must name listeners, got " + listener
                            + Suggestion.of(listener, listeners));
                }
            }
            if (route.deadLetters() != null && !given.contains(DEAD_LETTERS)) {
                faults.add(at + "." + DEAD_LETTERS + " must have dead-letters with a file at the top level" + AT_START);
            }
            if (route.trace() != null && !given.contains(TRACING)) {
                faults.add(at + "." + TRACE + NO_RECEIVER);
            }
            for (int i = 0; i < route.filters().size(); i++) {
                FilterConfig filter = route.filters().get(i);
                of(filter, at + ".filters[" + i + "]." + filter.type(), given, faults);
            }
        });
        return faults;
    }

    private static void of(FilterConfig filter, String at, Set<String> given, List<String> faults) {
        if (filter.type().equals(AUDIT) && !given.contains(AUDIT)) {
            faults.add(at + " must have audit with a file at the top level" + AT_START);
        }
        if (filter.type().equals(TRACE) && !given.contains(TRACING)) {
            faults.add(at + NO_RECEIVER);
        }
        boolean shares = filter.settings() instanceof Stored stored && stored.store() == Stored.Store.REDIS;
        if (shares && !given.contains(REDIS)) {
            faults.add(at + ".store must have redis with a url at the top level" + AT_START);
        }
    }
}
