package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

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

    /** Of numbers that go up and down, from {@code zero}. */
    <N extends Number> Family<N> gauges(Supplier<N> zero, String name, String help, String... labels) {
        return new Family<>(List.of(labels), tags -> {
            N value = zero.get();
            Gauge.builder("tidegate." + name, value, Number::doubleValue)
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
