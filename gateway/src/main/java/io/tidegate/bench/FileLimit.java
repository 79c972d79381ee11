package io.tidegate.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files, sockets among them, this process may have open. */
final class FileLimit {
    /** Left for all else that the process opens while it runs. */
    private static final long RESERVE = 40;

    private FileLimit() {}

    /** How many sockets it may open still; no limit where the system does not tell. */
    static int openable() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long free = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - RESERVE;
            return Math.clamp(free, 0, Integer.MAX_VALUE);
        }
        return Integer.MAX_VALUE;
    }

    static Fault reached() {
        long most = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : -1;
        return new Fault(Fault.TOO_MANY_OPEN_FILES, "this process may open " + most + " files (ulimit -n)");
    }
}
