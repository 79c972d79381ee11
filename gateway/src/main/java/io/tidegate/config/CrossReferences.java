package io.tidegate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names in one place of the configuration that must exist in another. */
final class CrossReferences {
    private CrossReferences() {}

    /** One sentence a fault, each starting with the full key, {@code routes.chat.upstream}. */
    static List<String> faults(Set<String> listeners, Set<String> upstreams, Map<String, RouteConfig> routes) {
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
            for (String listener : route.match().listeners()) {
                if (!listeners.contains(listener)) {
                    faults.add(at + ".match.listeners must name listeners, got " + listener
                            + Suggestion.of(listener, listeners));
                }
            }
        });
        return faults;
    }
}
