package io.tidegate.upstream;

import io.tidegate.config.EndpointConfig;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that an upstream's entries stand for by the addresses that their names have. Keeps the endpoint of an
 * address that stays, also under another configuration, and of one that went while sessions are open there: DNS that answers
 * with a few of many addresses brings it back. Guarded by its upstream.
 */
final class EndpointList {
    private final String upstream;
    private final Map<String, List<InetAddress>> addresses = new HashMap<>();
    private final Map<Place, Endpoint> known = new HashMap<>();

    /** An entry at one of its addresses; at null while it has none. */
    private record Place(URI url, String id, @Nullable InetAddress address) {}

    EndpointList(String upstream) {
        this.upstream = upstream;
    }

    /** @param found in place of those that {@code host} had */
    void resolve(String host, List<InetAddress> found) {
        addresses.put(host, List.copyOf(found));
    }

    /** Those that {@code host} has; none while it is not resolved. */
    List<InetAddress> addresses(String host) {
        return addresses.getOrDefault(host, List.of());
    }

    /** The endpoints in the order of {@code entries}, the configuration of now. */
    List<Endpoint> endpoints(List<EndpointConfig> entries) {
        List<Endpoint> endpoints = new ArrayList<>();
        Map<Place, Endpoint> before = Map.copyOf(known);
        known.values().removeIf(endpoint -> endpoint.sessions() == 0);
        for (EndpointConfig entry : entries) {
            for (Place place : places(entry)) {
                Endpoint endpoint = endpoint(entry, place, before.get(place));
                known.put(place, endpoint);
                endpoints.add(endpoint);
            }
        }
        return List.copyOf(endpoints);
    }

    private List<Place> places(EndpointConfig entry) {
        List<InetAddress> found = addresses(entry.hostName());
        return found.isEmpty()
                ? List.of(new Place(entry.url(), entry.id(), null))
                : found.stream()
                        .map(address -> new Place(entry.url(), entry.id(), address))
                        .toList();
    }

    private Endpoint endpoint(EndpointConfig entry, Place place, @Nullable Endpoint before) {
        InetAddress address = place.address();
        if (address == null) {
            return before != null ? before.as(entry, entry.id()) : Endpoint.unresolved(upstream, entry);
        }
        String id = addresses(entry.hostName()).size() == 1 ? entry.id() : Endpoint.idAt(address, entry);
        return before != null ? before.as(entry, id) : Endpoint.at(address, upstream, entry, id);
    }
}
