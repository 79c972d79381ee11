package io.tidegate.filter.shape;

import io.tidegate.config.BandwidthConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What sessions share, by its name. It outlives reloads, as those do who wait. Shared. */
public final class Shares {
    private final Map<String, Share> byName = new ConcurrentHashMap<>();

    /** From now on these hold. What is no longer among them has no limit for those who still use it. */
    public void follow(Map<String, BandwidthConfig> bandwidths) {
        bandwidths.forEach((name, config) -> share(name).follow(config));
        byName.forEach((name, share) -> {
            if (!bandwidths.containsKey(name)) {
                share.release();
            }
        });
    }

    /** What each class has used so far, of those that are configured. */
    public List<BandwidthUse> uses() {
        List<BandwidthUse> uses = new ArrayList<>();
        byName.forEach((name, share) -> share.collect(name, uses));
        return uses;
    }

    Share share(String name) {
        return byName.computeIfAbsent(name, _ -> new Share());
    }
}
