package io.tidegate.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/** What one address carries: kept when the endpoint at it gets another id. Shared. */
record EndpointLoad(AtomicInteger sessions, PeakEwma latency) {
    EndpointLoad() {
        this(new AtomicInteger(), new PeakEwma());
    }
}
