package io.tidegate.route;

import java.util.Comparator;

/** Which of several routes that take a handshake gets it: the most specific. A total order, with the order of the file. */
final class Precedence {
    private static final Comparator<PathPattern> BY_PATH = Comparator.<PathPattern>comparingInt(
                    path -> path.isExact() ? 1 : 0)
            .thenComparingInt(PathPattern::literals)
            .thenComparingInt(path -> path.isOpen() ? 0 : 1)
            .thenComparingInt(path -> path.segments().size());

    /** The more specific first; routes that are equally specific stay as they are under a stable sort. */
    static final Comparator<Route> MOST_SPECIFIC_FIRST = Comparator.comparing(Route::path, BY_PATH)
            .thenComparingInt(route -> route.host().specificity())
            .thenComparingInt(route -> route.conditions().count())
            .thenComparingInt(route -> route.conditions().countOfValues())
            .reversed();

    private Precedence() {}
}
