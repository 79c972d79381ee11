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
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.internal.PlatformDependent;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The process: JVM, Netty's memory, descriptors, and what was built. Shared. */
final class RuntimeMeters implements AutoCloseable {
    private static final Path STATUS = Path.of("/proc/self/status"); // Linux

    private final JvmGcMetrics gc = new JvmGcMetrics();

    private RuntimeMeters() {}

    static RuntimeMeters bind(MeterRegistry registry, String version, EventLoops loops) {
        RuntimeMeters runtime = new RuntimeMeters();
        runtime.gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        bindNetty(registry);
        bindResidentMemory(registry);
        loops.loops().forEach(loop -> bindTasks(registry, loop));
        Gauge.builder("tidegate.build.info", () -> 1)
                .tags(
                        "version",
                        version,
                        "java",
                        Runtime.version().toString(),
                        "transport",
                        loops.transport().name())
                .description("Always 1: what runs, in its labels.")
                .register(registry);
        return runtime;
    }

    /** Tasks of loops that wait, such as those of a loop that is held up. */
    private static void bindTasks(MeterRegistry registry, Loop loop) {
        if (loop.eventLoop() instanceof SingleThreadEventExecutor executor) {
            Gauge.builder("tidegate.event.loop.pending.tasks", executor, SingleThreadEventExecutor::pendingTasks)
                    .tags("loop", Integer.toString(loop.index()))
                    .description("Tasks that wait for an event loop.")
                    .strongReference(true)
                    .register(registry);
        }
    }

    /** Under the name that Prometheus' own libraries have for it; Micrometer has none. */
    private static void bindResidentMemory(MeterRegistry registry) {
        if (Files.isReadable(STATUS)) {
            Gauge.builder("process.resident.memory", RuntimeMeters::residentBytes)
                    .baseUnit("bytes")
                    .description(
                            "Memory of the process that is in RAM, the JVM's and what it reserved outside of its heap.")
                    .register(registry);
        }
    }

    private static double residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | UncheckedIOException e) {
            return Double.NaN;
        }
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
