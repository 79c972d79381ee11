package io.tidegate.session;

import io.tidegate.config.SlowConsumerConfig;
import io.tidegate.route.SlowConsumer;
import io.tidegate.telemetry.LegCounters;
import java.util.concurrent.atomic.AtomicLong;

/** What lets everything wait that may, for tests of other things. */
final class Unbounded {
    static final SlowConsumer BACKPRESSURE = new SlowConsumer(
            new SlowConsumerConfig(SlowConsumerConfig.Policy.BACKPRESSURE, null, null, null, null, null));

    private Unbounded() {}

    static Reserve reserve() {
        return new Reserve(new Budget("route", new AtomicLong(), null, Long.MAX_VALUE), Long.MAX_VALUE, budget -> {});
    }

    static Delivery delivery(Peer to, MessageWriter writer) {
        var outbox = new Outbox(to.side(), BACKPRESSURE, reserve(), System::nanoTime, (message, why) -> {});
        return new Delivery(
                to, writer, outbox, new Undelivered(to.side().other(), new LegCounters(), new LegCounters()));
    }
}
