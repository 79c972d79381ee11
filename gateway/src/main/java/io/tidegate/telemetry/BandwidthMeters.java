package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.tidegate.filter.shape.BandwidthUse;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What classes use of the bandwidths that sessions share; the series of others are removed. Refreshed by one scrape at a time. */
final class BandwidthMeters {
    private static final String[] LABELS = {"share", "from", "class"};
    private static final double NANOS = 1e9;

    private final MeterRegistry registry;
    private final Family<Counter> bytes;
    private final Family<Counter> held;
    private final Family<Counter> heldSeconds;
    private final MultiGauge waiting;
    private volatile @Nullable Supplier<List<BandwidthUse>> now;

    BandwidthMeters(MeterRegistry registry) {
        var make = new MeterFactory(registry);
        this.registry = registry;
        bytes = make.counters("bandwidth.bytes", "Bytes of frames that passed a shared bandwidth.", LABELS);
        held = make.counters("bandwidth.held", "Frames that had to wait for bandwidth.", LABELS);
        heldSeconds = make.counters("bandwidth.held.seconds", "How long frames waited for bandwidth.", LABELS);
        waiting = MultiGauge.builder("tidegate.bandwidth.waiting")
                .description("Frames that wait for bandwidth, one of a session and direction.")
                .register(registry);
    }

    void ask(Supplier<List<BandwidthUse>> supplier) {
        now = supplier;
    }

    void refresh() {
        Supplier<List<BandwidthUse>> supplier = now;
        if (supplier == null) {
            return;
        }
        List<BandwidthUse> uses = supplier.get();
        for (BandwidthUse use : uses) {
            reach(bytes, use, (double) use.bytes());
            reach(held, use, (double) use.held());
            reach(heldSeconds, use, use.heldNanos() / NANOS);
        }
        waiting.register(
                uses.stream()
                        .<MultiGauge.Row<?>>map(use -> MultiGauge.Row.of(tags(use), use.waiting()))
                        .toList(),
                true);
        Set<List<String>> named = uses.stream()
                .map(use -> List.of(use.share(), use.from().label(), use.ofClass()))
                .collect(Collectors.toSet());
        for (Family<Counter> family : List.of(bytes, held, heldSeconds)) {
            family.retain(named::contains, registry::remove);
        }
    }

    private static void reach(Family<Counter> family, BandwidthUse use, double total) {
        Counter counter = family.with(use.share(), use.from().label(), use.ofClass());
        counter.increment(Math.max(0, total - counter.count()));
    }

    private static Tags tags(BandwidthUse use) {
        return Tags.of(LABELS[0], use.share(), LABELS[1], use.from().label(), LABELS[2], use.ofClass());
    }
}
