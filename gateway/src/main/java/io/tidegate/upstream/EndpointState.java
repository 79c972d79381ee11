package io.tidegate.upstream;

import io.tidegate.time.SharedRateLimit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one address carries and how it is: kept when the endpoint at it gets another id or another configuration. Shared.
 *
 * @param sessions open or being opened
 * @param warmConnections kept ready for sessions
 * @param pace of the connections begun to it
 */
record EndpointState(
        AtomicInteger sessions,
        AtomicInteger warmConnections,
        PeakEwma latency,
        AtomicReference<EndpointCondition> condition,
        SharedRateLimit pace,
        SlowStart slowStart,
        Outcomes outcomes,
        Ejections ejections) {
    EndpointState() {
        this(
                new AtomicInteger(),
                new AtomicInteger(),
                new PeakEwma(),
                new AtomicReference<>(EndpointCondition.fresh()),
                new SharedRateLimit(System.nanoTime()),
                new SlowStart(),
                new Outcomes(),
                new Ejections());
    }
}
