package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidegate.store.StoreWatch;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What is asked of the Redis that nodes share limits through. Shared. */
final class StoreMeters implements StoreWatch {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
        Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofSeconds(1)
    };

    private final Timer answered;
    private final Counter failed;
    private final Counter skipped;

    private StoreMeters(MeterRegistry registry) {
        var make = new MeterFactory(registry);
        answered = make.timers("redis.request", "Time until Redis answered.", BUCKETS)
                .with();
        Family<Counter> unanswered = make.counters(
                "redis.requests.unanswered", "What Redis was not asked, or did not answer in time.", "reason");
        failed = unanswered.with("failed");
        skipped = unanswered.with("skipped");
    }

    /** @param up asked at each scrape whether it answers */
    static StoreMeters register(MeterRegistry registry, BooleanSupplier up) {
        Gauge.builder("tidegate.redis.up", () -> up.getAsBoolean() ? 1 : 0)
                .description("1 while Redis answers, else 0.")
                .strongReference(true)
                .register(registry);
        return new StoreMeters(registry);
    }

    @Override
    public void answered(long nanos) {
        answered.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void failed() {
        failed.increment();
    }

    @Override
    public void skipped() {
        skipped.increment();
    }
}
