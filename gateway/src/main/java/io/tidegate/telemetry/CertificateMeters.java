package io.tidegate.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** When the certificates of listeners end; series of listeners that have none any more are removed. Refreshed by one scrape at a time. */
final class CertificateMeters {
    private final MultiGauge expiry;
    private volatile Supplier<Map<String, Instant>> now = Map::of;

    CertificateMeters(MeterRegistry registry) {
        expiry = MultiGauge.builder("tidegate.certificate.expiry.timestamp")
                .baseUnit("seconds")
                .description("When the first of a listener's certificates is no longer valid, Unix time.")
                .register(registry);
    }

    void ask(Supplier<Map<String, Instant>> supplier) {
        now = supplier;
    }

    void refresh() {
        expiry.register(
                now.get().entrySet().stream()
                        .<MultiGauge.Row<?>>map(listener -> MultiGauge.Row.of(
                                Tags.of("listener", listener.getKey()),
                                listener.getValue().getEpochSecond()))
                        .toList(),
                true);
    }
}
