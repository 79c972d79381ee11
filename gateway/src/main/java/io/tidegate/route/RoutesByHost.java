package io.tidegate.route;

import io.tidegate.protocol.Handshake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Routes of the same path pattern, found by host. Filled once, then immutable. */
final class RoutesByHost {
    private final Map<String, List<RankedRoute>> byKey = new HashMap<>();

    /** Called in the order of rank. */
    void add(RankedRoute ranked) {
        byKey.computeIfAbsent(ranked.route().host().key(), _ -> new ArrayList<>(1))
                .add(ranked);
    }

    /** The best route that takes {@code handshake}; its path is not looked at. */
    @Nullable
    RankedRoute find(Handshake handshake) {
        if (byKey.isEmpty()) {
            return null;
        }
        String host = handshake.host();
        RankedRoute found = first(host, handshake);
        for (int dot = host.indexOf('.'); found == null && dot >= 0; dot = host.indexOf('.', dot + 1)) {
            found = first(host.substring(dot), handshake);
        }
        return found == null ? first(HostPattern.ALL.key(), handshake) : found;
    }

    private @Nullable RankedRoute first(String key, Handshake handshake) {
        for (RankedRoute ranked : byKey.getOrDefault(key, List.of())) {
            if (ranked.route().conditions().holdFor(handshake)) {
                return ranked;
            }
        }
        return null;
    }
}
