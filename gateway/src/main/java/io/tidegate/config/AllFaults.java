package io.tidegate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is wrong with a configuration, collected so that all of it is told at once. Confined. */
public final class AllFaults {
    private final List<String> found = new ArrayList<>();

    /** What {@code part} makes; or null, if it is refused, and its faults are kept with {@code at} in front. */
    public <T> @Nullable T orNull(String at, Supplier<T> part) {
        try {
            return part.get();
        } catch (ConfigException e) {
            found.addAll(e.under(at).faults());
            return null;
        }
    }

    /** Does {@code part}; if it is refused, its faults are kept. */
    public void during(Runnable part) {
        try {
            part.run();
        } catch (ConfigException e) {
            found.addAll(e.faults());
        }
    }

    public void add(String fault) {
        found.add(fault);
    }

    /**
     * To be called when everything has been looked at.
     *
     * @throws ConfigException with all that was found, if anything was
     */
    public void refuseIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
    }
}
