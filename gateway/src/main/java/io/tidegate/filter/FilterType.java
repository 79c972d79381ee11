package io.tidegate.filter;

/**
 * A kind of filter, found by {@link java.util.ServiceLoader} ({@code META-INF/services/io.tidegate.filter.FilterType}).
 * Built-in filters use the same door as a user's own.
 *
 * @param <C> its configuration: a record that follows the rules of the configuration file's own (see {@code
 *     io.tidegate.config})
 */
public interface FilterType<C extends Record> {
    /** The key under a route's {@code filters}; kebab-case, unique. */
    String name();

    /** The record that the settings are bound to. */
    Class<C> configType();

    /** Called once for each place in the configuration; the factory is shared by all loops and immutable. */
    FilterFactory configure(C config);
}
