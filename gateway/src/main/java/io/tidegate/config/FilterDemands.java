package io.tidegate.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What filters need of others, and nobody provides. */
final class FilterDemands {
    private static final String AUTHENTICATE = "authenticate";

    private FilterDemands() {}

    /**
     * One sentence a fault, each starting with the full key.
     *
     * @param names of all listeners
     * @param listeners those without a fault of their own
     */
    static List<String> faults(
            Set<String> names, Map<String, ListenerConfig> listeners, Map<String, RouteConfig> routes) {
        List<String> faults = new ArrayList<>();
        routes.forEach((name, route) -> {
            Collection<String> reached =
                    route.match().listeners().isEmpty() ? names : route.match().listeners();
            boolean certain =
                    !reached.isEmpty() && reached.stream().allMatch(listener -> asksForNone(listeners.get(listener)));
            for (int place = 0; place < route.filters().size(); place++) {
                FilterConfig filter = route.filters().get(place);
                String at = "routes." + name + ".filters[" + place + "]." + filter.type();
                if (certain && filter.settings() instanceof Demanding demands && demands.asksForCertificate()) {
                    faults.add(at + " must have a listener with tls.client-certificates for client-certificate, got "
                            + String.join(", ", reached));
                }
                if (asksForPrincipal(filter)
                        && !standsBefore(route, place)
                        && standsBefore(route, route.filters().size())) {
                    faults.add(at + " must stand behind authenticate, which finds out who the client is");
                }
            }
        });
        return faults;
    }

    /** One sentence for each filter that judges by who a client is where none that comes with Tidegate finds that out. */
    static List<String> doubts(RouteConfig route) {
        List<String> doubts = new ArrayList<>();
        for (int place = 0; place < route.filters().size(); place++) {
            FilterConfig filter = route.filters().get(place);
            if (asksForPrincipal(filter) && !standsBefore(route, place)) {
                doubts.add("routes." + route.name() + ".filters[" + place + "]." + filter.type()
                        + " asks who the client is, and no authenticate stands before it: unless a filter of your own"
                        + " says so, nobody is known");
            }
        }
        return doubts;
    }

    private static boolean asksForPrincipal(FilterConfig filter) {
        return filter.settings() instanceof Demanding demands && demands.asksForPrincipal();
    }

    /** Whether {@code authenticate} is among the first {@code count} filters. */
    private static boolean standsBefore(RouteConfig route, int count) {
        return route.filters().subList(0, count).stream()
                .anyMatch(filter -> filter.type().equals(AUTHENTICATE));
    }

    private static boolean asksForNone(@Nullable ListenerConfig listener) {
        return listener != null
                && (listener.tls() == null || listener.tls().clientCertificates() == TlsConfig.ClientCertificates.NONE);
    }
}
