package io.tidegate.config;

/**
 * A filter of a route, written as a mapping of one key: {@code - origins: {...}}.
 *
 * @param type the filter type's name
 * @param settings of the filter type's own record
 */
public record FilterConfig(String type, Record settings) {
    /** In the place of one that could not be read, so that those behind it keep theirs; in no configuration without faults. */
    static final FilterConfig FAULTY = new FilterConfig("", new Nothing());

    private record Nothing() {}

    /** Whether it could not be read, and its fault is known. */
    public boolean isFaulty() {
        return settings instanceof Nothing;
    }
}
