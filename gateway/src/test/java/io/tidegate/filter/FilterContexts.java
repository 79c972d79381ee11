package io.tidegate.filter;

import io.tidegate.time.BurstClock;
import java.net.InetSocketAddress;

/** What filters are given in tests that have no session. */
public final class FilterContexts {
    private FilterContexts() {}

    /** Of a session {@code session-1}, whose verdicts nobody counts. */
    public static FilterContext on(String route, BurstClock clock) {
        SessionKeys keys = SessionKeys.of(new InetSocketAddress("192.0.2.7", 40_000));
        return new FilterContext("session-1", route, clock, Verdicts.UNCOUNTED, keys);
    }
}
