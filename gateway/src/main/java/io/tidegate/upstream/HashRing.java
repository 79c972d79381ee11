package io.tidegate.upstream;

import io.tidegate.config.RequestKey;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.RequestKeys;
import io.tidegate.protocol.StableHash;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The same endpoint for the same key: the next one on a ring where each has points by its weight (Karger et al., Consistent
 * Hashing and Random Trees, 1997; many points each as in Ketama). An endpoint that comes or goes moves only its own share.
 * With a bound no endpoint gets more than that factor of its fair share, and keys walk on past full ones (Mirrokni, Thorup,
 * Zadimoghaddam, Consistent Hashing with Bounded Loads, 2018); handshakes at the same moment may overshoot by their number.
 * The points depend on ids only, so nodes agree and restarts change nothing.
 */
final class HashRing implements Balancer {
    /** As Ketama has: shares then deviate from the weights by about 8 %. */
    private static final double POINTS_PER_WEIGHT = 160;

    /** Above, points per weight are halved, 2 MiB for the ring. */
    private static final int MOST_POINTS = 1 << 18;

    /** The low bits of a point say whose it is, instead of a table beside the ring. */
    private static final long OWNER_BITS = (1L << 20) - 1;

    private final RequestKey hashBy;
    private final @Nullable Double boundedLoad;
    private final List<Endpoint> endpoints;
    private final long[] points;

    HashRing(UpstreamConfig config, List<Endpoint> endpoints) {
        this.hashBy = config.hashBy();
        this.boundedLoad = config.boundedLoad();
        this.endpoints = endpoints;
        this.points = ring(endpoints);
    }

    @Override
    public @Nullable Endpoint choose(Handshake handshake, Map<String, String> segments, Set<Endpoint> passed) {
        if (points.length == 0) {
            return null;
        }
        long key = StableHash.of(RequestKeys.valueOrClientAddress(hashBy, handshake, segments));
        Bound bound = boundedLoad == null ? null : Bound.of(boundedLoad, endpoints, passed);
        return walk(firstAfter(key), passed, bound);
    }

    /** Points on the ring. */
    int size() {
        return points.length;
    }

    private @Nullable Endpoint walk(int start, Set<Endpoint> passed, @Nullable Bound bound) {
        Endpoint endpoint = owner(start);
        if (takes(endpoint, passed, bound)) {
            return endpoint;
        }
        var full = new BitSet(endpoints.size());
        int left = endpoints.size();
        for (int i = 0; i < points.length && left > 0; i++) {
            int at = (start + i) % points.length;
            int index = (int) (points[at] & OWNER_BITS);
            if (full.get(index)) {
                continue;
            }
            if (takes(endpoints.get(index), passed, bound)) {
                return endpoints.get(index);
            }
            full.set(index);
            left--;
        }
        return bound == null ? null : walk(start, passed, null); // all got full since the bound was reckoned
    }

    private static boolean takes(Endpoint endpoint, Set<Endpoint> passed, @Nullable Bound bound) {
        return !passed.contains(endpoint) && (bound == null || bound.admits(endpoint));
    }

    private Endpoint owner(int at) {
        return endpoints.get((int) (points[at] & OWNER_BITS));
    }

    private int firstAfter(long key) {
        int found = Arrays.binarySearch(points, key & ~OWNER_BITS);
        int at = found >= 0 ? found : -found - 1;
        return at == points.length ? 0 : at;
    }

    private static long[] ring(List<Endpoint> endpoints) {
        double perWeight = POINTS_PER_WEIGHT;
        long weights = endpoints.stream().mapToLong(Endpoint::weight).sum();
        while (perWeight * weights > MOST_POINTS) {
            perWeight /= 2; // by steps, so that a change of the sum rarely moves anything
        }
        double pointsPerWeight = perWeight;
        long[][] shares = new long[endpoints.size()][];
        for (int i = 0; i < shares.length; i++) {
            int count = Math.max(1, (int) (endpoints.get(i).weight() * pointsPerWeight));
            shares[i] = share(endpoints.get(i), i, count);
        }
        long[] points = Arrays.stream(shares).flatMapToLong(Arrays::stream).toArray();
        Arrays.sort(points);
        return points;
    }

    private static long[] share(Endpoint endpoint, int index, int count) {
        long id = StableHash.of(endpoint.id());
        long[] share = new long[count];
        for (int i = 0; i < count; i++) {
            share[i] = (StableHash.ofPair(id, i) & ~OWNER_BITS) | index;
        }
        return share;
    }

    /**
     * The most sessions that an endpoint may have for its weight.
     *
     * @param perWeight sessions for each unit of weight, the one to be placed counted in
     */
    private record Bound(double perWeight) {
        static Bound of(double factor, List<Endpoint> endpoints, Set<Endpoint> passed) {
            long sessions = 1;
            long weights = 0;
            for (Endpoint endpoint : endpoints) {
                if (!passed.contains(endpoint)) {
                    sessions += endpoint.sessions();
                    weights += endpoint.weight();
                }
            }
            return new Bound(factor * sessions / Math.max(1, weights));
        }

        boolean admits(Endpoint endpoint) {
            return endpoint.sessions() < Math.ceil(perWeight * endpoint.weight());
        }
    }
}
