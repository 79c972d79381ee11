package io.tidegate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings of a filter whose sessions share a bandwidth of the top level. */
public interface UsesBandwidth {
    /** Its name there. */
    String share();

    /** The classes that sessions may belong to, by the key of these settings that says so. */
    Map<String, String> classesByKey();

    /**
     * One sentence for each that is not there, starting with the full key.
     *
     * @param names of bandwidths in the file
     * @param bandwidths those of them that could be read
     */
    static List<String> faults(
            Set<String> names, Map<String, BandwidthConfig> bandwidths, Map<String, RouteConfig> routes) {
        List<String> faults = new ArrayList<>();
        routes.forEach((name, route) -> {
            List<FilterConfig> filters = route.filters();
            for (int i = 0; i < filters.size(); i++) {
                FilterConfig filter = filters.get(i);
                if (filter.settings() instanceof UsesBandwidth user) {
                    String at = "routes." + name + ".filters[" + i + "]." + filter.type() + ".";
                    faults.addAll(faults(at, user, names, bandwidths));
                }
            }
        });
        return faults;
    }

    private static List<String> faults(
            String at, UsesBandwidth user, Set<String> names, Map<String, BandwidthConfig> bandwidths) {
        if (!names.contains(user.share())) {
            return List.of(at + "share must name a bandwidth of the top level, got " + user.share()
                    + Suggestion.of(user.share(), names));
        }
        BandwidthConfig bandwidth = bandwidths.get(user.share());
        List<String> faults = new ArrayList<>();
        if (bandwidth != null) {
            Set<String> classes = bandwidth.classes().keySet();
            user.classesByKey().forEach((key, used) -> {
                if (!classes.contains(used)) {
                    faults.add(at + key + " must name a class of bandwidth." + user.share() + ", got " + used
                            + Suggestion.of(used, classes));
                }
            });
        }
        return faults;
    }
}
