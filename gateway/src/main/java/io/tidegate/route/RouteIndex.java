package io.tidegate.route;

import io.tidegate.protocol.Handshake;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the best route of a handshake among many: exact paths by a hash, patterns by a tree of segments, and at each of
 * them hosts by a hash. What is looked at grows with the length of the path, and with the routes that share path and host.
 * Filled once, then immutable.
 */
final class RouteIndex {
    private final Map<String, RoutesByHost> exact = new HashMap<>();
    private final Node root = new Node();

    /** A place in the tree of segments. */
    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final RoutesByHost ending = new RoutesByHost();
        private final RoutesByHost open = new RoutesByHost();
        private @Nullable Node any;
        private int leastRank = Integer.MAX_VALUE;

        Node child(PathPattern.Segment segment) {
            return switch (segment) {
                case PathPattern.Literal(String text) -> literals.computeIfAbsent(text, _ -> new Node());
                case PathPattern.Any _ -> {
                    any = any == null ? new Node() : any;
                    yield any;
                }
            };
        }
    }

    /** @param ranked in the order of rank */
    RouteIndex(List<RankedRoute> ranked) {
        ranked.forEach(this::add);
    }

    /** The route that comes first of those that take {@code handshake}, or null. */
    @Nullable
    Route find(Handshake handshake, List<String> segments) {
        RoutesByHost same = exact.get(handshake.path());
        RankedRoute found = same == null ? null : same.find(handshake);
        if (found == null) { // exact paths come before all patterns
            var search = new Search(handshake, segments);
            search.visit(root, 0);
            found = search.best;
        }
        return found == null ? null : found.route();
    }

    private void add(RankedRoute ranked) {
        PathPattern path = ranked.route().path();
        if (path.isExact()) {
            exact.computeIfAbsent(path.exactPath(), _ -> new RoutesByHost()).add(ranked);
            return;
        }
        Node node = root;
        node.leastRank = Math.min(node.leastRank, ranked.rank());
        for (PathPattern.Segment segment : path.segments()) {
            node = node.child(segment);
            node.leastRank = Math.min(node.leastRank, ranked.rank());
        }
        (path.isOpen() ? node.open : node.ending).add(ranked);
    }

    /** One walk through the tree, which leaves out what cannot be better than what was found. */
    private static final class Search {
        private final Handshake handshake;
        private final List<String> segments;
        private @Nullable RankedRoute best;

        Search(Handshake handshake, List<String> segments) {
            this.handshake = handshake;
            this.segments = segments;
        }

        void visit(@Nullable Node node, int depth) {
            if (node == null || (best != null && node.leastRank > best.rank())) {
                return;
            }
            if (depth < segments.size()) {
                String segment = segments.get(depth);
                visit(node.literals.get(segment), depth + 1);
                visit(segment.isEmpty() ? null : node.any, depth + 1);
            } else {
                take(node.ending);
            }
            take(node.open);
        }

        private void take(RoutesByHost routes) {
            RankedRoute found = routes.find(handshake);
            if (found != null && (best == null || found.rank() < best.rank())) {
                best = found;
            }
        }
    }
}
