package io.tidegate.filter.authenticate;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who is to be told when credentials that stood may stand no more. Shared. */
final class Guards {
    private final Set<Guard> watching = ConcurrentHashMap.newKeySet();

    void add(Guard guard) {
        watching.add(guard);
    }

    void remove(Guard guard) {
        watching.remove(guard);
    }

    /** From any thread: each asks again, on its own event loop. */
    void recheckAll() {
        watching.forEach(Guard::recheckSoon);
    }
}
