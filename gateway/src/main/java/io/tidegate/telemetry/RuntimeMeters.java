package io.tidegate.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;

/** The process: JVM, Netty's memory, descriptors, and what was built. Shared. */
final class RuntimeMeters implements AutoCloseable {
    private final JvmGcMetrics gc = new JvmGcMetrics();

    private RuntimeMeters() {}

    static RuntimeMeters bind(MeterRegistry registry, String version, String transport) {
        RuntimeMeters runtime = new RuntimeMeters();
        runtime.gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        bindNetty(registry);
        Gauge.builder("tidegate.build.info", () -> 1)
                .tags("version", version, "java", Runtime.version().toString(), "transport", transport)
                .description("Always 1: what runs, in its labels.")
                .register(registry);
        return runtime;
    }

    private static void bindNetty(MeterRegistry registry) {
        Gauge.builder("tidegate.netty.reserved.direct", PlatformDependent::usedDirectMemory)
                .baseUnit("bytes")
                .description("Direct memory that Netty has reserved; -1 where it does not know.")
                .register(registry);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            ByteBufAllocatorMetric metric = provider.metric();
            memory(registry, "direct", metric);
            memory(registry, "heap", metric);
        }
    }

    private static void memory(MeterRegistry registry, String area, ByteBufAllocatorMetric metric) {
        Gauge.builder(
                        "tidegate.netty.memory",
                        metric,
                        memory -> area.equals("direct") ? memory.usedDirectMemory() : memory.usedHeapMemory())
                .tags("area", area)
                .baseUnit("bytes")
                .description("Memory held by Netty's buffer allocator, in use or kept for it.")
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void close() {
        gc.close();
    }
}
