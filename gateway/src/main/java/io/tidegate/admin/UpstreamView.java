package io.tidegate.admin;

import java.util.List;

/**
 * An upstream at one moment.
 *
 * @param balance as in the configuration
 * @param sessions open or being opened
 */
public record UpstreamView(String name, String balance, int sessions, int maxSessions, List<Endpoint> endpoints) {
    /**
     * One of its endpoints.
     *
     * @param address as resolved, or the configured name while it is not
     * @param state one of few words, such as {@code up}
     * @param sessions open or being opened
     */
    public record Endpoint(String id, String address, String state, int weight, int sessions) {}

    public UpstreamView {
        endpoints = List.copyOf(endpoints);
    }
}
