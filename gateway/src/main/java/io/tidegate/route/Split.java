package io.tidegate.route;

import io.tidegate.protocol.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Divides users over upstreams by weight, the same user always to the same one. Weighted rendezvous hashing: each part draws
 * a number from the hashes of user and part, exponentially distributed with the weight as its rate, and the least one wins
 * (Thaler and Ravishankar 1998; weights by the logarithmic method of Schindelhauer and Schomaker 2005, the keys of Efraimidis
 * and Spirakis 2006). So a part whose weight grows only gains users, and one whose weight shrinks only loses some. Immutable.
 */
final class Split {
    private final List<Part> parts = new ArrayList<>();

    private record Part(String upstream, long hash, int weight) {
        /** Strict mathematics, so that all nodes agree to the last bit. */
        double draw(long user) {
            return -StrictMath.log(StableHash.unit(StableHash.ofPair(user, hash))) / weight;
        }
    }

    /** @param weights by upstream; at least one above 0 */
    Split(Map<String, Integer> weights) {
        weights.forEach((upstream, weight) -> {
            if (weight > 0) {
                parts.add(new Part(upstream, StableHash.of(upstream), weight));
            }
        });
    }

    /** The upstream of a user. */
    String upstreamOf(String user) {
        long hash = StableHash.of(user);
        Part chosen = parts.getFirst();
        double least = chosen.draw(hash);
        for (Part part : parts.subList(1, parts.size())) {
            double draw = part.draw(hash);
            if (draw < least) {
                least = draw;
                chosen = part;
            }
        }
        return chosen.upstream();
    }
}
