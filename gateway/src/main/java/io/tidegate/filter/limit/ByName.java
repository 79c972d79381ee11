package io.tidegate.filter.limit;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What has a name goes on after a reload, whatever that changes: as long as a place in a configuration, or a session, holds it. Shared. */
final class ByName<T> {
    private final Map<String, WeakReference<T>> known = new HashMap<>(); // guarded by itself

    T get(String name, Supplier<T> make) {
        synchronized (known) {
            known.values().removeIf(reference -> reference.get() == null);
            WeakReference<T> reference = known.get(name);
            T found = reference == null ? null : reference.get();
            if (found == null) {
                found = make.get();
                known.put(name, new WeakReference<>(found));
            }
            return found;
        }
    }
}
