package io.tidegate.telemetry;

import com.sun.management.OperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import io.tidegate.telemetry.LiveSample.ProcessHealth;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the JVM. Loaded with the first sample: its beans take a while. Shared. */
final class ProcessReadings {
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(collector -> !collector.getName().endsWith("Cycles")) // those run beside the program
            .toList();
    private final @Nullable OperatingSystemMXBean system =
            ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean known ? known : null;

    /** Milliseconds since the start that garbage collections stopped the process. */
    long gcMillis() {
        return collectors.stream()
                .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
                .sum();
    }

    /** @param gcMillis of the time that the sample is about */
    ProcessHealth now(long gcMillis) {
        Runtime jvm = Runtime.getRuntime();
        double cpu = system == null ? -1 : system.getProcessCpuLoad();
        return new ProcessHealth(
                cpu < 0 || Double.isNaN(cpu) ? null : (Double) (Math.round(cpu * 1000) / 1000.0),
                jvm.totalMemory() - jvm.freeMemory(),
                jvm.maxMemory(),
                Math.max(0, PlatformDependent.usedDirectMemory()),
                gcMillis);
    }
}
