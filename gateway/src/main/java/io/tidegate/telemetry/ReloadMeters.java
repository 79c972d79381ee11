package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Which configuration runs, and how reloads went. Shared. */
final class ReloadMeters {
    private final Family<Counter> reloads;
    private final AtomicInteger lastSuccess = new AtomicInteger(1); // the start is one that went well
    private final AtomicLong loadedMillis = new AtomicLong(System.currentTimeMillis());

    ReloadMeters(MeterRegistry registry) {
        reloads = new Family<>(
                List.of("trigger", "result"),
                tags -> Counter.builder("tidegate.reloads")
                        .tags(tags)
                        .description("Reloads by what asked for them and whether they were applied.")
                        .register(registry));
        Gauge.builder("tidegate.config.last.reload.success", lastSuccess, AtomicInteger::get)
                .description("Whether the last reload was applied.")
                .register(registry);
        Gauge.builder("tidegate.config.loaded.timestamp", loadedMillis, millis -> millis.get() / 1000.0)
                .baseUnit("seconds")
                .description("When the configuration that runs was loaded, Unix time.")
                .register(registry);
    }

    void applied(String trigger, Instant at) {
        reloads.with(trigger, "applied").increment();
        lastSuccess.set(1);
        loadedMillis.set(at.toEpochMilli());
    }

    void refused(String trigger) {
        reloads.with(trigger, "refused").increment();
        lastSuccess.set(0);
    }
}
