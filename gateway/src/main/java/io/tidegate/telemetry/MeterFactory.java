package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes meters of Tidegate's own names. */
record MeterFactory(MeterRegistry registry) {
    Family<Counter> counters(String name, String help, String... labels) {
        return new Family<>(
                List.of(labels),
                tags -> Counter.builder("tidegate." + name)
                        .tags(tags)
                        .description(help)
                        .register(registry));
    }

    /** Of numbers that go up and down. */
    Family<AtomicInteger> gauges(String name, String help, String... labels) {
        return new Family<>(List.of(labels), tags -> {
            AtomicInteger value = new AtomicInteger();
            Gauge.builder("tidegate." + name, value, AtomicInteger::get)
                    .tags(tags)
                    .description(help)
                    .strongReference(true)
                    .register(registry);
            return value;
        });
    }

    Family<Timer> timers(String name, String help, Duration[] buckets, String... labels) {
        return new Family<>(
                List.of(labels),
                tags -> Timer.builder("tidegate." + name)
                        .tags(tags)
                        .description(help)
                        .serviceLevelObjectives(buckets)
                        .register(registry));
    }
}
