package io.tidegate.config;

import org.jspecify.annotations.Nullable;

/**
 * How many bytes of a route's sessions may wait at once: of messages that are coming in, for a side that is full, or for a filter.
 * What would go beyond ends the session that asks for it, with 1013.
 *
 * @param session of one session; 1 MiB to 16 GiB, and at least twice {@code max-message} where messages are read
 * @param route of all sessions of the route; 1 MiB to 1,024 GiB, as many as the process may have where absent
 */
public record MemoryBudgetConfig(
        @Default("64MiB") ByteSize session, @Nullable ByteSize route) {

    public MemoryBudgetConfig {
        Check.between("session", session, ByteSize.ofMiB(1), ByteSize.ofMiB(16 << 10));
        if (route != null) {
            Check.between("route", route, ByteSize.ofMiB(1), ByteSize.ofMiB(1 << 20));
        }
    }
}
