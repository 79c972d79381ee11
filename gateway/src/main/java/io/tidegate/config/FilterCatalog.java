package io.tidegate.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The filters that a route may have, as far as the reader must know them. */
@FunctionalInterface
public interface FilterCatalog {
    /** The record that the filter's settings are bound to; null if there is no such filter. */
    @Nullable
    Class<? extends Record> configType(String name);

    /** All names, for the message about one that is not known; empty where only single ones can be asked for. */
    default Set<String> names() {
        return Set.of();
    }
}
