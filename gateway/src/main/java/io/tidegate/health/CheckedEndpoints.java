package io.tidegate.health;

import io.tidegate.config.HealthCheckConfig;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The endpoints that are checked, each with its cycle. Confined. */
final class CheckedEndpoints {
    private final CheckCycle.Parts parts;
    private final Map<CheckTarget.Place, CheckCycle> cycles = new HashMap<>();

    CheckedEndpoints(CheckCycle.Parts parts) {
        this.parts = parts;
    }

    /** Begins with the endpoints that came since, and ends with those that went. */
    void follow(Collection<Upstream> upstreams) {
        Map<CheckTarget.Place, CheckTarget> targets = targets(upstreams);
        cycles.entrySet().removeIf(entry -> {
            boolean gone = !targets.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().retire();
            }
            return gone;
        });
        targets.forEach((place, target) -> {
            CheckCycle known = cycles.get(place);
            if (known == null) {
                begin(place, target);
            } else {
                known.follow(target);
            }
        });
    }

    void close() {
        cycles.values().forEach(CheckCycle::stop);
        cycles.clear();
    }

    private void begin(CheckTarget.Place place, CheckTarget target) {
        var cycle = new CheckCycle(parts, target);
        cycles.put(place, cycle);
        cycle.start();
    }

    /** Those that have an address. */
    private static Map<CheckTarget.Place, CheckTarget> targets(Collection<Upstream> upstreams) {
        Map<CheckTarget.Place, CheckTarget> targets = new LinkedHashMap<>();
        for (Upstream upstream : upstreams) {
            HealthCheckConfig config = upstream.config().healthCheck();
            if (config == null) {
                continue;
            }
            for (Endpoint endpoint : upstream.endpoints()) {
                if (!endpoint.address().isUnresolved()) {
                    var target = new CheckTarget(upstream, endpoint, config);
                    targets.put(target.place(), target);
                }
            }
        }
        return targets;
    }
}
