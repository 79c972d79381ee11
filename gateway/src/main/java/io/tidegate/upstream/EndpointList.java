package io.tidegate.upstream;

import io.tidegate.config.EndpointConfig;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that an upstream's entries stand for by the addresses that their names have. Keeps the endpoint of an
 * address that stays, and of one that went while sessions are open there: DNS that answers with a few of many addresses
 * brings it back. Guarded by its upstream.
 */
final class EndpointList {
    private final String upstream;
    private final List<EndpointConfig> entries;
    private final Map<EndpointConfig, List<InetAddress>> addresses = new HashMap<>();
    private final Map<Place, Endpoint> known = new HashMap<>();

    /** An entry at one of its addresses; at null while it has none. */
    private record Place(EndpointConfig entry, @Nullable InetAddress address) {}

    EndpointList(String upstream, List<EndpointConfig> entries) {
        this.upstream = upstream;
        this.entries = entries;
    }

    /** @param found in place of those that {@code entry} had */
    void resolve(EndpointConfig entry, List<InetAddress> found) {
        addresses.put(entry, List.copyOf(found));
    }

    /** The endpoints in the order of the configuration. */
    List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        Map<Place, Endpoint> before = Map.copyOf(known);
        known.values().removeIf(endpoint -> endpoint.sessions() == 0);
        for (EndpointConfig entry : entries) {
            for (Place place : places(entry)) {
                Endpoint endpoint = endpoint(place, before.get(place));
                known.put(place, endpoint);
                endpoints.add(endpoint);
            }
        }
        return List.copyOf(endpoints);
    }

    private List<Place> places(EndpointConfig entry) {
        List<InetAddress> found = addresses.getOrDefault(entry, List.of());
        return found.isEmpty()
                ? List.of(new Place(entry, null))
                : found.stream().map(address -> new Place(entry, address)).toList();
    }

    private Endpoint endpoint(Place place, @Nullable Endpoint before) {
        EndpointConfig entry = place.entry();
        InetAddress address = place.address();
        if (address == null) {
            return before != null ? before : Endpoint.unresolved(upstream, entry);
        }
        boolean alone = addresses.getOrDefault(entry, List.of()).size() == 1;
        String id = alone ? entry.id() : Endpoint.idAt(address, entry);
        return before != null ? before.named(id) : Endpoint.at(address, upstream, entry, id);
    }
}
