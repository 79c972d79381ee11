package io.tidegate.config;

/**
 * A filter of a route, written as a mapping of one key: {@code - origins: {...}}.
 *
 * @param type the filter type's name
 * @param settings of the filter type's own record
 */
public record FilterConfig(String type, Record settings) {}
