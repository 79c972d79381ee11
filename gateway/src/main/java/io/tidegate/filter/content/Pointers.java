package io.tidegate.filter.content;

import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import tools.jackson.core.JsonPointer;

/** JSON pointers in settings (RFC 6901). */
final class Pointers {
    private Pointers() {}

    /** @throws ConfigException if {@code pointer} is none */
    static void check(String key, String pointer) {
        try {
            JsonPointer.compile(pointer);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key + " must be empty or start with /, got " + pointer);
        }
        Check.that(
                !pointer.replace("~0", "").replace("~1", "").contains("~"),
                key + " must have ~ only in ~0 and ~1, got " + pointer);
    }
}
